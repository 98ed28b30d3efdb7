/* Warns before a session ends, and keeps what was typed when it has ended. Without this file nothing is lost either:
   a form that arrives too late is kept by the server (base/accounts/unsent.py). */
(function () {
  "use strict";
  var me = document.currentScript, data = me.dataset, words = document.getElementById("session-words");
  if (!words || !window.fetch || !words.content) { return; }
  var WARN = 120, LOOK = 60;
  var who = data.who, ends = Date.now() + Number(data.left) * 1000, looked = Date.now();
  var over = false, shown = "", bar = null, timer = null;

  function left() { return Math.round((ends - Date.now()) / 1000); }

  function show(state) {
    if (state === shown) { return; }
    if (bar) { bar.remove(); bar = null; }
    shown = state;
    if (!state) { return; }
    bar = document.importNode(words.content.querySelector('[data-state="' + state + '"]'), true);
    document.body.appendChild(bar);
  }

  function fill(token) {
    Array.prototype.forEach.call(document.querySelectorAll('input[name="csrfmiddlewaretoken"]'), function (field) {
      field.value = token;
    });
    if (window.wagtailConfig) { window.wagtailConfig.CSRF_TOKEN = token; }
  }

  function take(state) {
    looked = Date.now();
    ends = looked + state.left * 1000;
    if (!state.who) {
      over = true;
      show("over");
    } else if (state.who !== who) {
      over = true;
      show("other");
    } else {
      fill(state.token);
      if (over) { over = false; show("back"); }
      else if (state.left > WARN) { if (shown !== "back") { show(""); } }
    }
    plan();
    return state;
  }

  function look() {
    return fetch(data.state, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json().then(take) : null; })
      .catch(function () { return null; });   /* no network: the next look will tell */
  }

  function stay() {
    return fetch(data.state, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        return fetch(data.stay, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": state.token } });
      })
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        take(state);
        if (state.who === who) { show(state.left > WARN ? "" : "last"); }
      })
      .catch(look);
  }

  /* Another window may have shown signs of life: before warning, ask. */
  function tick() {
    if (over) { return; }
    if (left() <= 0) { look(); return; }
    if (left() <= WARN) {
      look().then(function (state) { if (state && !over && state.left <= WARN) { show(shown === "last" ? "last" : "soon"); } });
      return;
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (over) { return; }
    var until = left() > WARN ? left() - WARN : Math.max(left(), 1);
    timer = setTimeout(tick, Math.min(until, 600) * 1000 + 500);
  }

  document.addEventListener("click", function (event) {
    var act = event.target.getAttribute && event.target.getAttribute("data-act");
    if (act === "stay") { stay(); }
    if (act === "close") { show(""); }
  });

  /* A form is sent only by its owner: after a long silence (a laptop that slept) ask first, and never lose the words. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || (form.method || "").toLowerCase() !== "post" || form.dataset.asked) { return; }
    if (!over && Date.now() - looked < LOOK * 1000) { return; }
    event.preventDefault();
    var button = event.submitter;
    look().then(function (state) {
      if (over && state) { bar && bar.scrollIntoView({ block: "nearest" }); return; }
      form.dataset.asked = "1";
      if (form.requestSubmit) { form.requestSubmit(button || undefined); } else { form.submit(); }
      setTimeout(function () { delete form.dataset.asked; }, 0);
    });
  });

  function returned() { if (over || Date.now() - looked > LOOK * 1000) { look(); } }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { returned(); } });
  window.addEventListener("focus", returned);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { look(); } });
  plan();
})();
