// Sensors and their check: blinking without leaving the page, and what the sensors see at rest.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-blink]")) {
    button.addEventListener("click", async () => {
      const body = new URLSearchParams({ csrf: button.dataset.csrf, sensor: button.dataset.blink });
      const status = document.getElementById("blink-status");
      // Said where it was asked.
      button.closest("li").append(status);
      status.textContent = button.dataset.asks;
      const answer = await fetch("/session/blink", { method: "POST", body }).catch(() => null);
      if (answer && answer.ok) status.textContent = button.dataset.says;
      else status.textContent = answer ? await answer.text() : "";
    });
  }

  // People of a long list, found by what is typed.
  // As the list of people is searched: ü, ue and u are one.
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").replace(/([aou])e/g, "$1");
  for (const filter of document.querySelectorAll("[data-filters]")) {
    const select = document.getElementById(filter.dataset.filters);
    const all = [...select.options];
    filter.hidden = all.length < 12;
    filter.addEventListener("input", () => {
      const words = filter.value.split(/\s+/).filter(Boolean);
      const fits = (option) => !option.value || words.every((word) => plain(option.text).includes(plain(word)));
      const chosen = select.value;
      select.replaceChildren(...all.filter(fits));
      select.value = chosen;
      if (select.selectedIndex < 0) select.selectedIndex = 0;
      // One left is the one that is meant, and is seen to be.
      if (words.length && select.options.length === 2) select.selectedIndex = 1;
    });
    filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
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
      // Which leg a sensor is on shows in walking only: until then it is no tick.
      if (card.dataset.leg === "yes") rows.push(leg ? [null, words.leg] : [false, words.wrongLeg]);
      const ticks = card.querySelector(".ticks");
      const text = rows.map(([ok, word]) => (ok === null ? "– " : ok ? "✓ " : "✗ ") + word);
      if (ticks.dataset.text !== text.join()) {
        ticks.dataset.text = text.join();
        ticks.replaceChildren(...rows.map(([ok], k) => {
          const item = document.createElement("li");
          item.className = ok === null ? "soft" : ok ? "good-word" : "care-word";
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
