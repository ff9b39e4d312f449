// Files in pieces to the hub (tus 1.0.0). An upload that broke off goes on where the hub says that it stands.
"use strict";
const PIECE = 4 * 1024 * 1024;
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function place(version, file) {
  const key = `upload:${version}:${file.name}:${file.size}:${file.lastModified}`;
  const kept = localStorage.getItem(key);
  if (kept) {
    const stands = await fetch(kept, { method: "HEAD" });
    if (stands.ok) return { key, url: kept, offset: Number(stands.headers.get("Upload-Offset")) };
  }
  const made = await fetch("/api/v1/uploads", {
    method: "POST",
    headers: {
      "Tus-Resumable": "1.0.0",
      "X-Page-Language": document.documentElement.lang.slice(0, 2),
      "Upload-Length": String(file.size),
      "Upload-Metadata": `version ${base64(version)},name ${base64(file.name)}`,
    },
  });
  if (!made.ok) throw new Error((await made.json()).message);
  const url = made.headers.get("Location");
  localStorage.setItem(key, url);
  return { key, url, offset: 0 };
}

async function upload(version, file, told) {
  let { key, url, offset } = await place(version, file);
  while (offset < file.size) {
    const answer = await fetch(url, {
      method: "PATCH",
      headers: {
        "Tus-Resumable": "1.0.0",
        "X-Page-Language": document.documentElement.lang.slice(0, 2),
        "Upload-Offset": String(offset),
        "Content-Type": "application/offset+octet-stream",
      },
      body: file.slice(offset, offset + PIECE),
    });
    if (!answer.ok) {
      if (answer.status === 400) localStorage.removeItem(key);
      throw new Error((await answer.json()).message);
    }
    offset = Number(answer.headers.get("Upload-Offset"));
    told(Math.floor((100 * offset) / file.size));
  }
  localStorage.removeItem(key);
}

for (const input of document.querySelectorAll("input[data-upload]")) {
  const status = document.querySelector("[data-upload-status]");
  input.addEventListener("change", async () => {
    try {
      for (const file of input.files) {
        await upload(input.dataset.upload, file, (percent) => {
          status.textContent = input.dataset.going.replace("{name}", file.name).replace("{percent}", percent);
        });
      }
      location.reload();
    } catch (error) {
      status.textContent = error instanceof TypeError ? input.dataset.failed : error.message;
      status.className = "wrong";
    }
  });
}
