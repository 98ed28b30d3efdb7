/* Comfort only: everything works without this file. */
(function () {
  "use strict";
  var wide = window.matchMedia && window.matchMedia("(min-width: 62em)").matches;
  var native = window.CSS && CSS.supports && CSS.supports("selector(::details-content)");
  if (wide && !native) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-open-wide]"), function (box) { box.open = true; });
  }
  var errors = document.querySelector(".errors");
  if (errors) { errors.focus(); }
})();
