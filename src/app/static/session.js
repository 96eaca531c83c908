// Sensors and their check: blinking without leaving the page, and what the sensors see at rest.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-blink]")) {
    button.addEventListener("click", async () => {
      const body = new URLSearchParams({ csrf: button.dataset.csrf, sensor: button.dataset.blink });
      const status = document.getElementById("blink-status");
      status.textContent = button.dataset.asks;
      const answer = await fetch("/session/blink", { method: "POST", body }).catch(() => null);
      if (answer && answer.ok) status.textContent = button.dataset.says;
      else status.textContent = answer ? await answer.text() : "";
    });
  }

  const list = document.getElementById("check");
  if (!list) return;
  const words = list.dataset;
  const status = document.getElementById("check-status");
  document.addEventListener("frame", (event) => {
    const message = event.detail;
    if (message.kind !== "sensors") return;
    let good = message.sensors.length > 0;
    for (const sensor of message.sensors) {
      const card = list.querySelector('[data-site="' + sensor.site + '"]');
      if (!card) continue;
      const still = message.still[sensor.site] === true;
      const up = !sensor.warnings.includes("upside_down");
      const leg = !sensor.warnings.includes("wrong_leg");
      // Every sample arrives, or nearly.
      const full = !sensor.nominal_rate_hz || sensor.rate_hz > 0.9 * sensor.nominal_rate_hz;
      const sends = sensor.state === "streaming" && full;
      good = good && still && up && leg && sends;
      const rows = [[still, still ? words.still : words.moves], [up, up ? words.upright : words.upsideDown]];
      if (card.dataset.leg === "yes") rows.push([leg, leg ? words.leg : words.wrongLeg]);
      const ticks = card.querySelector(".ticks");
      const text = rows.map(([ok, word]) => (ok ? "✓ " : "✗ ") + word);
      if (ticks.dataset.text !== text.join()) {
        ticks.dataset.text = text.join();
        ticks.replaceChildren(...rows.map(([ok], k) => {
          const item = document.createElement("li");
          item.className = ok ? "good-word" : "care-word";
          item.textContent = text[k];
          return item;
        }));
      }
      card.querySelector(".state").textContent = Math.round(sensor.rate_hz) + " Hz" + (sensor.problem ? " · " + sensor.problem : "");
    }
    const said = good ? status.dataset.good : status.dataset.wait;
    if (status.textContent !== said) status.textContent = said;
    status.className = good ? "banner good" : "banner care";
  });
})();
