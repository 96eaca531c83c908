// On every page: the line to the program, the report's height, printing.
"use strict";
(() => {
  const lost = document.getElementById("lost");
  const shown = Number(document.body.dataset.revision);
  let beat = 0, socket = null, wasLost = false;

  // The program sends a beat each second. Three seconds without one, or a closed line, is told at once.
  function gone() {
    if (lost) lost.hidden = false;
    if (!wasLost) document.dispatchEvent(new CustomEvent("program-lost"));
    wasLost = true;
  }

  function connect() {
    const live = document.body.querySelector("[data-live]") ? "?live=1" : "";
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/socket" + live);
    socket.onmessage = (event) => {
      beat = performance.now();
      const message = JSON.parse(event.data);
      if (message.kind !== "state") {
        document.dispatchEvent(new CustomEvent("frame", { detail: message }));
        return;
      }
      if (wasLost) { wasLost = false; if (lost) lost.hidden = true; document.dispatchEvent(new CustomEvent("program-back")); }
      if (message.revision !== shown) stale();
    };
    socket.onclose = () => { gone(); setTimeout(connect, 1000); };
  }

  // Another tab went on with the session: pages that show it follow. What is being typed is never thrown away.
  let reloading = false;
  function stale() {
    const follows = document.body.querySelector("[data-follow]");
    if (!follows || reloading) return;
    if (document.body.querySelector("form[data-touched]")) return;
    reloading = true;
    // No step of its own on the way back.
    location.replace("/session?follow=1");
  }
  const step = document.body.querySelector("[data-step]");
  if (step) history.replaceState(null, "", "/session?step=" + step.dataset.step);

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form) form.dataset.touched = "1";
  });

  if (lost) {
    connect();
    setInterval(() => { if (beat && performance.now() - beat > 3000) gone(); }, 500);
  }

  // A report is as tall as it is: the page scrolls, not a box within it.
  const frame = document.getElementById("report");
  if (frame) {
    // Its own height, not what it scrolls over, which is never less than the frame: turned, it may become shorter.
    const fit = () => {
      const inner = frame.contentDocument && frame.contentDocument.documentElement;
      if (inner) frame.style.height = Math.ceil(inner.getBoundingClientRect().height) + 4 + "px";
    };
    const grows = new ResizeObserver(fit);
    const follow = () => {
      grows.disconnect();
      if (frame.contentDocument && frame.contentDocument.documentElement) grows.observe(frame.contentDocument.documentElement);
      fit();
    };
    frame.addEventListener("load", follow);
    window.addEventListener("resize", fit);
    follow();
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    const inner = document.getElementById(button.dataset.print);
    button.addEventListener("click", () => (inner ? inner.contentWindow : window).print());
  }

  // What cannot be taken back is asked about once more.
  for (const form of document.querySelectorAll("form[data-sure]")) {
    form.addEventListener("submit", (event) => { if (!confirm(form.dataset.sure)) event.preventDefault(); });
  }

  // A form goes once, however often it is clicked; coming back to the page it may go again.
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const before = sent.get(event.target);
    if (before && performance.now() - before < 10000) { event.preventDefault(); return; }
    sent.set(event.target, performance.now());
    // What the form leads to comes before what another tab did.
    event.target.dataset.touched = "1";
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // What was refused is read first.
  const refused = document.querySelector("[data-focus]");
  if (refused) refused.focus();
})();
