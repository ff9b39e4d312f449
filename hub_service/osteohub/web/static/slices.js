// Slices of a volume, leafed through with a slider, the wheel or the arrow keys; all are on one sheet for each plane.
"use strict";

class Slices {
  constructor(figure) {
    this.figure = figure;
    this.planes = JSON.parse(figure.dataset.planes);
    this.canvas = figure.querySelector("canvas");
    this.slider = figure.querySelector("input[type=range]");
    this.said = figure.querySelector("output");
    this.sheets = {};
    this.slider.addEventListener("input", () => this.draw());
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.slider.value = Number(this.slider.value) + Math.sign(event.deltaY);
      this.draw();
    }, { passive: false });
    for (const choice of figure.querySelectorAll("input[type=radio]")) {
      choice.addEventListener("change", () => this.choose(choice.value));
    }
    this.choose("axial");
  }

  async choose(name) {
    this.name = name;
    if (!this.sheets[name]) {
      const sheet = new Image();
      sheet.src = `${this.figure.dataset.sheets}${name}.webp`;
      await sheet.decode();
      this.sheets[name] = sheet;
    }
    if (this.name !== name) return; // another plane was chosen meanwhile
    const plane = this.planes[name];
    this.canvas.width = plane.width;
    this.canvas.height = plane.height;
    this.slider.max = plane.count;
    this.slider.value = Math.ceil(plane.count / 2);
    this.draw();
    this.figure.dataset.ready = "1";
  }

  draw() {
    const plane = this.planes[this.name], number = Number(this.slider.value) - 1;
    const x = (number % plane.columns) * plane.width, y = Math.floor(number / plane.columns) * plane.height;
    const paper = this.canvas.getContext("2d");
    paper.drawImage(this.sheets[this.name], x, y, plane.width, plane.height, 0, 0, plane.width, plane.height);
    this.said.textContent = `${number + 1} / ${plane.count} · ${(number * plane.step_mm).toFixed(1)} mm`;
  }
}

for (const figure of document.querySelectorAll("figure[data-planes]")) new Slices(figure);
