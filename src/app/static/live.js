// The live page: curves, prompts, clock, values. Everything comes from the program; the page only draws.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const words = live.dataset;
  const prompts = JSON.parse(words.prompts);
  const states = JSON.parse(words.states);
  const at = (id) => document.getElementById(id);
  const HZ = 50, SECONDS = 10, COUNT = HZ * SECONDS;
  // From one lane to the other, degrees.
  const LANE = 100;

  // Ten seconds of both knees on one grid; a leg without a point has a gap.
  const time = new Array(COUNT), knees = [new Array(COUNT).fill(null), new Array(COUNT).fill(null)];
  let end = 0, contacts = [], newest = 0, measured = 0, dirty = false;
  for (let k = 0; k < COUNT; k++) time[k] = (k - COUNT) / HZ;

  function advance(bin) {
    const by = Math.min(bin - end, COUNT);
    if (by <= 0) return;
    for (const knee of knees) { knee.copyWithin(0, by); knee.fill(null, COUNT - by); }
    end = bin;
    for (let k = 0; k < COUNT; k++) time[k] = (end - COUNT + 1 + k) / HZ;
  }
  function put(side, [t, value]) {
    const bin = Math.round(t * HZ);
    advance(bin);
    const k = COUNT - 1 - (end - bin);
    // Each leg has a lane of its own: the right one below.
    if (k >= 0) knees[side][k] = side ? value - LANE : value;
  }

  const colours = ["#1c5d9c", "#b3450b"];
  let plot = null;
  function drawContacts(u) {
    const context = u.ctx, ratio = devicePixelRatio || 1;
    for (const [t, side, kind] of contacts) {
      if (t < time[0]) continue;
      const x = u.valToPos(t, "x", true), y = u.valToPos(side === 0 ? 76 : 76 - LANE, "y", true), size = 6 * ratio;
      context.fillStyle = context.strokeStyle = colours[side];
      context.lineWidth = 2 * ratio;
      context.setLineDash([]);
      context.beginPath();
      // A filled triangle down: the foot meets the ground; an open one up: it leaves.
      if (kind === 0) { context.moveTo(x - size, y - size); context.lineTo(x + size, y - size); context.lineTo(x, y + size); context.closePath(); context.fill(); }
      else { context.moveTo(x - size, y + size); context.lineTo(x + size, y + size); context.lineTo(x, y - size); context.closePath(); context.stroke(); }
    }
  }
  function make() {
    at("waiting").hidden = true;
    const holder = at("plot");
    const axis = { stroke: "#14212b", font: "14px system-ui", grid: { stroke: "#d3dae0" }, ticks: { stroke: "#d3dae0" } };
    plot = new uPlot({
      width: holder.clientWidth, height: tall(),
      pxAlign: 0, cursor: { show: false }, legend: { show: false },
      scales: { x: { time: false, auto: false }, y: { range: [-18 - LANE, 85] } },
      axes: [{ ...axis, values: (u, all) => all.map((v) => v + " s") }, { ...axis, splits: () => [0, 60, -LANE, 60 - LANE], values: (u, all) => all.map((v) => (v < 0 ? v + LANE : v) + "°") }],
      series: [{}, { stroke: colours[0], width: 2.5, spanGaps: false, points: { show: false } }, { stroke: colours[1], width: 2.5, dash: [9, 4], spanGaps: false, points: { show: false } }],
      hooks: { draw: [drawContacts] },
    }, [time, ...knees], holder);
    // Turned, the page is as wide and as tall as it is then.
    window.addEventListener("resize", () => {
      plot.setSize({ width: 100, height: 100 });
      plot.setSize({ width: holder.clientWidth, height: tall() });
    });
  }
  // What is left of the window below what stands above.
  function tall() {
    const top = at("plot").getBoundingClientRect().top + window.scrollY;
    return Math.max(150, Math.min(460, window.innerHeight - top - 12));
  }

  // From measuring to drawing, milliseconds: kept for measurements of the program itself.
  const delays = window.gaitscopeDelays = [];
  function draw() {
    if (dirty) {
      dirty = false;
      if (!plot) make();
      plot.batch(() => { plot.setData([time, ...knees], false); plot.setScale("x", { min: time[0], max: time[COUNT - 1] }); });
      if (measured) {
        delays.push(performance.timeOrigin + performance.now() - measured);
        if (delays.length > 20000) delays.splice(0, 10000);
        measured = 0;
      }
    }
    requestAnimationFrame(draw);
  }
  requestAnimationFrame(draw);

  function show(id, text) { const output = at(id); if (output && output.textContent !== text) output.textContent = text; }
  // Made once: toLocaleString would make one each time, thirty a second.
  const whole = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
  function number(value) { return whole.format(value).replace("-", "−"); }
  function clock(seconds) { const s = Math.max(0, Math.floor(seconds)); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); }

  function curves(message) {
    if (message.first) { contacts = []; for (const knee of knees) knee.fill(null); end = 0; }
    for (const point of message.left) put(0, point);
    for (const point of message.right) put(1, point);
    if (message.contacts.length) contacts = contacts.concat(message.contacts).filter((contact) => contact[0] > time[0]);
    if (message.at) { measured = message.at; dirty = true; }
    newest = message.t;
    const rhythm = message.rhythm;
    if (rhythm) {
      if (rhythm.cadence_per_min != null) show("cadence", number(rhythm.cadence_per_min));
      if (rhythm.step_time_difference_s != null) {
        const ms = 1000 * rhythm.step_time_difference_s;
        show("difference", (ms > 0 ? "+" : "") + number(ms));
      }
    }
    show("steps", String(message.steps));
    const bar = at("progress"), wanted = Number(words.wanted);
    if (bar && message.steps) {
      bar.value = Math.min(message.steps, wanted);
      const text = at("progress-text");
      text.textContent = message.steps >= wanted ? words.enough : text.textContent.replace(/\d+/, String(message.steps));
      if (message.steps >= wanted && !enough) { enough = true; beep(880); aloud(words.enough); }
    }
    if (words.rises && open) show("clock", message.rises + " / " + words.rises);
    laned = Boolean(message.lane);
    if (laned && open) show("clock", words.laneWord + " " + message.lane + " / " + words.lanes);
  }

  let enough = false, laned = false;
  // A short tone at each part, where the browser lets a page sound: after the first click.
  let tones = null;
  function beep(hz) {
    try {
      tones = tones || new AudioContext();
      const tone = tones.createOscillator(), volume = tones.createGain();
      tone.frequency.value = hz;
      volume.gain.setValueAtTime(0.2, tones.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.001, tones.currentTime + 0.35);
      tone.connect(volume).connect(tones.destination);
      tone.start();
      tone.stop(tones.currentTime + 0.4);
    } catch { /* a computer without sound shows the words all the same */ }
  }

  // Prompts: read from far, spoken where the browser can and the therapist wants it.
  let said = "", open = false, elapsed = Number(words.elapsed);
  const speak = at("speak");
  const canSpeak = "speechSynthesis" in window;
  let speaks = canSpeak && localStorage.getItem("speak") === "yes";
  speak.hidden = !canSpeak;
  speak.setAttribute("aria-pressed", String(speaks));
  speak.addEventListener("click", () => {
    speaks = !speaks;
    localStorage.setItem("speak", speaks ? "yes" : "no");
    speak.setAttribute("aria-pressed", String(speaks));
    if (speaks) aloud(said); else speechSynthesis.cancel();
  });
  function aloud(text) {
    if (!speaks || !text) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = document.documentElement.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  }
  function prompt(text) {
    if (text === said) return;
    said = text;
    if (at("prompt").textContent !== text) at("prompt").textContent = text;
    if (words.recording === "yes") beep(660);
    aloud(text);
  }

  function sensors(message) {
    let lost = 0, recovered = 0, battery = null;
    for (const sensor of message.sensors) {
      lost += sensor.lost + sensor.missing;
      recovered += sensor.recovered;
      if (sensor.battery_percent != null) battery = battery == null ? sensor.battery_percent : Math.min(battery, sensor.battery_percent);
      const row = at("sensors").querySelector('[data-site="' + sensor.site + '"] .state');
      if (row) row.textContent = states[sensor.state] + (sensor.battery_percent != null ? " · " + sensor.battery_percent + " %" : "") + (sensor.problem ? " · " + sensor.problem : "");
    }
    show("lost-samples", String(lost));
    show("recovered", String(recovered));
    if (battery != null) show("battery", String(battery));
    show("marks", String(message.marks_s.length));
    const disk = at("disk");
    if (disk) disk.hidden = !message.disk_behind;
    const pause = at("pause");
    if (pause) pause.textContent = message.paused ? words.resume : words.pause;
    const recording = message.stage === "recording";
    if (recording && words.recording !== "yes") { location.assign("/session"); return; }
    if (message.stage === "finishing" || message.stage === "done") {
      prompt(words.stopping);
      for (const button of live.querySelectorAll("form.controls button")) button.disabled = true;
      return;
    }
    if (!recording) { wait(message); return; }
    const phase = message.phase;
    if (message.disk_full) prompt(words.full);
    else if (message.paused) prompt(words.paused);
    else prompt(phase ? prompts[phase.index] : words.done);
    at("clock-note").hidden = !message.paused;
    if ((words.rises || laned) && phase && phase.planned_s == null) { /* the rises or lanes stand there */ }
    else if (phase && phase.planned_s != null) show("clock", clock(Math.ceil(phase.planned_s - phase.elapsed_s)) + " " + words.leftWord);
    else show("clock", clock(phase ? phase.elapsed_s : message.elapsed_s));
    open = Boolean(phase && phase.planned_s == null);
    elapsed = message.elapsed_s;
    const next = at("next");
    if (next) next.hidden = !phase;
  }

  // Before the start: every sensor is waited for, yet not for ever.
  let some = 0;
  function wait(message) {
    const sends = message.sensors.filter((sensor) => sensor.state === "streaming").length;
    if (!sends) some = 0;
    else if (!some) some = performance.now();
    const ready = message.stage === "ready", late = some > 0 && performance.now() - some > 15000;
    const start = at("start");
    if (start) start.disabled = !(ready || late);
    prompt(ready ? words.ready : late ? words.missing : words.connecting);
  }

  document.addEventListener("frame", (event) => {
    if (event.detail.kind === "live") curves(event.detail);
    else if (event.detail.kind === "sensors") sensors(event.detail);
  });

  // Marks and the next part without leaving the page: the curves go on.
  const form = live.querySelector("form.controls");
  const given = {};
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button && button.dataset.order) {
      event.preventDefault();
      // A double click is one order: twice the next part would skip one.
      const order = button.dataset.order, before = given[order] || -Infinity;
      given[order] = performance.now();
      if (given[order] - before < 700) return;
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const clock = new Date().toLocaleTimeString(document.documentElement.lang);
      const answer = await fetch("/session/" + button.dataset.order, { method: "POST", body, redirect: "manual" }).catch(() => null);
      // A mark that nobody heard is told with its moment, to be written down.
      if (!answer || !(answer.ok || answer.type === "opaqueredirect")) {
        at("mark-lost").textContent += (at("mark-lost").textContent ? " " : words.markLost + " ") + clock;
        at("mark-lost").hidden = false;
      }
      return;
    }
    if (button && button.id === "stop") {
      // So early it is a slip, more likely than not.
      if (elapsed < Number(words.shortS) && !confirm(words.short)) { event.preventDefault(); return; }
      live.dataset.stopping && prompt(words.stopping);
      form.dataset.touched = "1";
    }
  });

  // Space marks, where no button is in focus.
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Space" || event.target.closest("button, a, input, select, textarea, summary")) return;
    const mark = form.querySelector('[data-order="mark"]');
    if (mark) { event.preventDefault(); mark.click(); }
  });
})();
