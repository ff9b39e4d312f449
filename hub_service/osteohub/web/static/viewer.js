// A model to turn, zoom and measure: WebGL2, a GLB of the hub's own making, no library.
"use strict";
const VIEWS = { front: [0, 0], back: [180, 0], left: [90, 0], right: [-90, 0], head: [0, 90] };
const VERTEX = `#version 300 es
in vec3 place; in vec3 normal; uniform mat4 view, project; uniform float size; out vec3 facing;
void main() { facing = mat3(view) * normal; gl_Position = project * view * vec4(place, 1.0); gl_PointSize = size; }`;
const FRAGMENT = `#version 300 es
precision highp float; in vec3 facing; uniform vec3 colour; uniform bool flat_; out vec4 shade;
void main() {
  if (flat_) { shade = vec4(colour, 1.0); return; }
  vec3 n = normalize(facing) * (gl_FrontFacing ? 1.0 : -1.0);
  float light = 0.28 + 0.62 * max(dot(n, normalize(vec3(0.3, 0.5, 0.8))), 0.0) + 0.18 * max(-n.x, 0.0);
  shade = vec4(pow(colour * light, vec3(0.4545)), 1.0);
}`;

function readGlb(buffer) {
  const data = new DataView(buffer);
  if (data.getUint32(0, true) !== 0x46546c67) throw new Error("no GLB");
  const length = data.getUint32(12, true);
  const scene = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 20, length)));
  const start = 20 + length + 8;
  const array = (number, Kind, width) => {
    const accessor = scene.accessors[number];
    const offset = start + (scene.bufferViews[accessor.bufferView].byteOffset || 0) + (accessor.byteOffset || 0);
    return new Kind(buffer.slice(offset, offset + accessor.count * width * Kind.BYTES_PER_ELEMENT));
  };
  return scene.nodes.map((node) => {
    const primitive = scene.meshes[node.mesh].primitives[0];
    const places = array(primitive.attributes.POSITION, Float32Array, 3).map((metres) => metres * 1000);
    const faces = array(primitive.indices, Uint32Array, 1);
    const colour = scene.materials[primitive.material].pbrMetallicRoughness.baseColorFactor.slice(0, 3);
    return { places, faces, colour, normals: normalsOf(places, faces), shown: true };
  });
}

function normalsOf(places, faces) {
  const normals = new Float32Array(places.length);
  for (let n = 0; n < faces.length; n += 3) {
    const [a, b, c] = [3 * faces[n], 3 * faces[n + 1], 3 * faces[n + 2]];
    const across = cross(minus(at(places, b), at(places, a)), minus(at(places, c), at(places, a)));
    for (const corner of [a, b, c]) for (let axis = 0; axis < 3; axis++) normals[corner + axis] += across[axis];
  }
  return normals;
}

const at = (list, n) => [list[n], list[n + 1], list[n + 2]];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

function hit(parts, origin, ray) { // the first triangle that a ray meets (Moeller and Trumbore)
  let nearest = Infinity;
  for (const part of parts) {
    if (!part.shown) continue;
    const { places, faces } = part;
    for (let n = 0; n < faces.length; n += 3) {
      const a = at(places, 3 * faces[n]);
      const u = minus(at(places, 3 * faces[n + 1]), a), v = minus(at(places, 3 * faces[n + 2]), a);
      const p = cross(ray, v), size = dot(u, p);
      if (Math.abs(size) < 1e-12) continue;
      const from = minus(origin, a), x = dot(from, p) / size;
      if (x < 0 || x > 1) continue;
      const q = cross(from, u), y = dot(ray, q) / size;
      if (y < 0 || x + y > 1) continue;
      const far = dot(v, q) / size;
      if (far > 0 && far < nearest) nearest = far;
    }
  }
  return nearest === Infinity ? null : origin.map((value, axis) => value + nearest * ray[axis]);
}

class Viewer {
  constructor(figure, parts) {
    this.figure = figure;
    this.canvas = figure.querySelector("canvas");
    this.said = figure.querySelector("output");
    this.gl = this.canvas.getContext("webgl2", { antialias: true });
    if (!this.gl) throw new Error("no WebGL2");
    this.parts = parts;
    this.measuring = false;
    this.points = [];
    this.pointers = new Map();
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    for (const { places } of parts) {
      for (let n = 0; n < places.length; n++) {
        low[n % 3] = Math.min(low[n % 3], places[n]);
        high[n % 3] = Math.max(high[n % 3], places[n]);
      }
    }
    this.centre = low.map((value, axis) => (value + high[axis]) / 2);
    this.radius = Math.hypot(...minus(high, low)) / 2 || 1;
    this.prepare();
    this.look("front");
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  prepare() {
    const gl = this.gl, program = (this.program = gl.createProgram());
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
    gl.useProgram(program);
    gl.enable(gl.DEPTH_TEST);
    for (const part of this.parts) part.drawn = this.buffers(part.places, part.normals, part.faces);
  }

  buffers(places, normals, faces) {
    const gl = this.gl, array = gl.createVertexArray();
    gl.bindVertexArray(array);
    for (const [name, data] of [["place", places], ["normal", normals]]) {
      const where = gl.getAttribLocation(this.program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(where);
      gl.vertexAttribPointer(where, 3, gl.FLOAT, false, 0, 0);
    }
    if (faces) {
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, faces, gl.STATIC_DRAW);
    }
    return array;
  }

  look(name) {
    [this.yaw, this.pitch] = VIEWS[name].map((degrees) => (degrees * Math.PI) / 180);
    this.zoom = 1;
    this.shift = [0, 0];
    this.draw();
  }

  axes() { // right, up and towards the viewer, in the model's axes
    const [cy, sy, cp, sp] = [Math.cos(this.yaw), Math.sin(this.yaw), Math.cos(this.pitch), Math.sin(this.pitch)];
    return [[cy, 0, -sy], [-sy * sp, cp, -cy * sp], [sy * cp, sp, cy * cp]];
  }

  draw() {
    const gl = this.gl, sharp = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * sharp), height = Math.round(this.canvas.clientHeight * sharp);
    if (!width || !height) return;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0.09, 0.12, 0.14, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const [right, up, towards] = this.axes(), uniform = (name) => gl.getUniformLocation(this.program, name);
    const moved = [right, up, towards].map((axis) => -dot(axis, this.centre));
    const view = [0, 1, 2].flatMap((n) => [right[n], up[n], towards[n], 0]);
    gl.uniformMatrix4fv(uniform("view"), false, [...view, moved[0] + this.shift[0], moved[1] + this.shift[1], moved[2], 1]);
    const half = this.half(width / height);
    const depth = 1 / (4 * this.radius);
    gl.uniformMatrix4fv(uniform("project"), false, [1 / half[0], 0, 0, 0, 0, 1 / half[1], 0, 0, 0, 0, -depth, 0, 0, 0, 0, 1]);
    gl.uniform1f(uniform("size"), 11 * sharp);
    gl.uniform1i(uniform("flat_"), 0);
    for (const part of this.parts) {
      if (!part.shown) continue;
      gl.uniform3fv(uniform("colour"), part.colour);
      gl.bindVertexArray(part.drawn);
      gl.drawElements(gl.TRIANGLES, part.faces.length, gl.UNSIGNED_INT, 0);
    }
    if (this.points.length) this.mark(uniform);
  }

  mark(uniform) { // what was measured, over everything
    const gl = this.gl, flat = new Float32Array(this.points.flat());
    gl.disable(gl.DEPTH_TEST);
    gl.uniform1i(uniform("flat_"), 1);
    gl.uniform3fv(uniform("colour"), [1, 0.35, 0.1]);
    const array = this.buffers(flat, flat, null);
    gl.drawArrays(gl.POINTS, 0, this.points.length);
    if (this.points.length === 2) gl.drawArrays(gl.LINES, 0, 2);
    gl.deleteVertexArray(array);
    gl.enable(gl.DEPTH_TEST);
  }

  half(ratio) { // of what is seen, in mm
    const tall = (this.radius * 1.05) / this.zoom / Math.min(1, ratio);
    return [tall * ratio, tall];
  }

  pick(x, y) { // at a place of the canvas, in its own pixels
    const [right, up, towards] = this.axes(), half = this.half(this.canvas.clientWidth / this.canvas.clientHeight);
    const across = ((2 * x) / this.canvas.clientWidth - 1) * half[0] - this.shift[0];
    const along = (1 - (2 * y) / this.canvas.clientHeight) * half[1] - this.shift[1];
    const origin = this.centre.map((c, n) => c + across * right[n] + along * up[n] + 3 * this.radius * towards[n]);
    const found = hit(this.parts, origin, towards.map((value) => -value));
    if (!found) return this.say(this.figure.dataset.missed);
    this.points = this.points.length === 2 ? [found] : [...this.points, found];
    const far = this.points.length === 2 ? Math.hypot(...minus(this.points[0], this.points[1])) : null;
    this.say(far === null ? this.figure.dataset.second : this.figure.dataset.distance.replace("{}", far.toFixed(1)));
    this.draw();
  }

  say(words) {
    this.said.textContent = words;
  }

  measure() {
    this.measuring = !this.measuring;
    this.points = [];
    this.figure.querySelector("[data-measure]").setAttribute("aria-pressed", String(this.measuring));
    this.figure.classList.toggle("measuring", this.measuring);
    this.say(this.measuring ? this.figure.dataset.first : "");
    this.draw();
  }

  turn(across, along) {
    this.yaw -= across;
    this.pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, this.pitch + along));
    this.draw();
  }

  scale(times) {
    this.zoom = Math.max(0.3, Math.min(40, this.zoom * times));
    this.draw();
  }

  slide(x, y) {
    const mm = (2 * this.half(this.canvas.clientWidth / this.canvas.clientHeight)[1]) / this.canvas.clientHeight;
    this.shift = [this.shift[0] + x * mm, this.shift[1] - y * mm];
    this.draw();
  }

  listen() {
    const canvas = this.canvas, figure = this.figure;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.began = [event.clientX, event.clientY];
    });
    canvas.addEventListener("pointermove", (event) => this.dragged(event));
    canvas.addEventListener("pointerup", (event) => {
      const alone = this.pointers.size === 1;
      this.pointers.delete(event.pointerId);
      const still = Math.hypot(event.clientX - this.began[0], event.clientY - this.began[1]) < 5;
      const edge = canvas.getBoundingClientRect();
      if (alone && still && this.measuring) this.pick(event.clientX - edge.left, event.clientY - edge.top);
    });
    canvas.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.scale(Math.exp(-event.deltaY * 0.0015));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    for (const button of figure.querySelectorAll("[data-look]")) {
      button.addEventListener("click", () => this.look(button.dataset.look));
    }
    figure.querySelector("[data-measure]").addEventListener("click", () => this.measure());
    for (const box of figure.querySelectorAll("[data-part]")) {
      box.addEventListener("change", () => {
        this.parts[Number(box.dataset.part)].shown = box.checked;
        this.draw();
      });
    }
  }

  dragged(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY], [x, y] = [now[0] - before[0], now[1] - before[1]];
    if (this.pointers.size === 2) { // two fingers: nearer, further, aside
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const apart = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]);
      this.zoom = Math.max(0.3, Math.min(40, (this.zoom * apart(now)) / Math.max(1, apart(before))));
      this.slide(x / 2, y / 2);
    } else if (event.shiftKey || event.buttons === 4) this.slide(x, y);
    else this.turn(x * 0.009, y * 0.009);
    this.pointers.set(event.pointerId, now);
  }

  key(event) {
    const step = 0.12, keys = {
      ArrowLeft: () => this.turn(-step, 0), ArrowRight: () => this.turn(step, 0),
      ArrowUp: () => this.turn(0, -step), ArrowDown: () => this.turn(0, step),
      "+": () => this.scale(1.2), "=": () => this.scale(1.2), "-": () => this.scale(1 / 1.2),
      Home: () => this.look("front"), m: () => this.measure(),
      Enter: () => this.measuring && this.pick(this.canvas.clientWidth / 2, this.canvas.clientHeight / 2),
    };
    if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  }
}

for (const figure of document.querySelectorAll("figure[data-model]")) {
  fetch(figure.dataset.model)
    .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.status))))
    .then((buffer) => {
      const parts = readGlb(buffer);
      new Viewer(figure, parts);
      figure.dataset.ready = "1";
    })
    .catch(() => {
      figure.querySelector("output").textContent = figure.dataset.none;
    });
}
