// Dropped or chosen files go to the program with words at every moment.
"use strict";
(() => {
  const form = document.getElementById("drop");
  const status = document.getElementById("drop-status");
  const words = form.dataset;
  let dropped = null;

  function say(text, bad) {
    status.className = bad ? "banner bad" : "banner";
    status.textContent = text;
  }

  async function walk(entry, path, into) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      into.push([path + file.name, file]);
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, failed) => reader.readEntries(done, failed));
        if (!some.length) break;
        for (const inner of some) await walk(inner, path + entry.name + "/", into);
      }
    }
  }

  for (const kind of ["dragenter", "dragover"]) {
    window.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  window.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const files = [];
    for (const entry of entries) await walk(entry, "", files);
    send(files);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [];
    for (const input of form.querySelectorAll("input[type=file]")) {
      for (const file of input.files) files.push([file.webkitRelativePath || file.name, file]);
    }
    send(files);
  });

  function send(files) {
    if (!files.length) { say(words.none, true); return; }
    // Known before a byte was sent.
    if (files.reduce((sum, [, file]) => sum + file.size, 0) > Number(words.limit)) { say(words.tooLarge, true); return; }
    const data = new FormData();
    for (const [name, file] of files) data.append("file", file, name);
    const request = new XMLHttpRequest();
    request.open("POST", "/files");
    request.setRequestHeader("x-csrf", words.csrf);
    request.upload.onprogress = (event) => {
      const share = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
      say(share >= 100 ? words.reading : words.sending + " " + share + " %");
    };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
      if (answer.next && request.status === 200) { location.assign(answer.next); return; }
      say([answer.happened || words.failed, answer.kept, answer.next].filter(Boolean).join(" "), true);
    };
    request.onerror = () => say(words.failed, true);
    say(words.sending);
    request.send(data);
  }
})();
