(function () {
  var tip = null;
  function hide() { if (tip) { tip.remove(); tip = null; } }
  document.querySelectorAll("rect.hover").forEach(function (part) {
    var words = part.querySelector("title");
    if (!words) { return; }
    var text = words.textContent;
    words.remove();
    part.addEventListener("pointermove", function (event) {
      if (!tip) { tip = document.body.appendChild(document.createElement("div")); tip.className = "tip"; }
      tip.textContent = text;
      var left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
      tip.style.left = Math.max(8, left) + "px";
      tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 14) + "px";
    });
    part.addEventListener("pointerleave", hide);
  });
  window.addEventListener("scroll", hide, { passive: true });
})();
