/* Wagtail's admin under a Content-Security-Policy that forbids scripts and styles written into the page.
 * Loaded after Wagtail's own scripts and before the page's content: see templates/wagtailadmin/base.html. */
(function () {
  "use strict";
  var nonce = document.currentScript.nonce;

  /* 1. Draftail writes <style> elements. They get the nonce here, where only scripts of our own come by;
   *    a <style> that somebody smuggled into the page has none. */
  var create = Document.prototype.createElement;
  Document.prototype.createElement = function (name) {
    var element = create.apply(this, arguments);
    if (String(name).toLowerCase() === "style") { element.nonce = nonce; }
    return element;
  };

  /* 2. Modal windows bring <script src> with them, which jQuery fetches and then runs as text: no policy allows
   *    that. Told that it comes from another host, jQuery lets the browser load it by its address. */
  jQuery.ajaxPrefilter("script", function (options) { options.crossDomain = true; });

  /* 3. Widgets start by <template data-call> (templates/wagtailadmin/start.html) where Wagtail writes a script. */
  function start(element) {
    var given = element.dataset, call = window[given.call], values = [];
    if (!call) { return; } /* its script is still on the way: see below */
    if ("first" in given) { values.push(given.first); }
    if ("second" in given) { values.push(JSON.parse(JSON.parse('"' + given.second + '"'))); }
    var isClass = /^[A-Z]/.test(given.call);
    delete given.call;
    if (isClass) { Reflect.construct(call, values); } else { call.apply(null, values); }
  }
  function startAll() { document.querySelectorAll("template[data-call]").forEach(start); }
  new MutationObserver(startAll).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("load", startAll, true);
})();
