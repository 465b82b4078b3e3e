/* Comfort for the add-on's screens; every one of them works without it. */
(function () {
  "use strict";

  // Connect opens in a window of its own; where that is blocked, in this one.
  document.querySelectorAll("form[data-qbo-popup]").forEach(function (form) {
    form.addEventListener("submit", function () {
      var popup = window.open("", "qbo-connect", "popup,width=720,height=780");
      if (popup) {
        form.elements.window.value = "popup";
        form.target = "qbo-connect";
        popup.focus();
      } else {
        form.elements.window.value = "page";
        form.removeAttribute("target");
      }
    });
  });

  // The pop-up's last page: show the result in the opener and close.
  var overview = document.body.getAttribute("data-qbo-close");
  if (overview) {
    if (window.opener && !window.opener.closed) {
      window.opener.location.assign(overview);
      window.close();
    } else {
      window.location.replace(overview);
    }
  }

  // Details for support, offered where the browser lets a page copy.
  document.querySelectorAll("[data-qbo-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.getAttribute("data-qbo-copy")).then(
        function () { button.textContent = "Copied"; },
        function () { button.textContent = "Copying was refused: select the text"; }
      );
    });
  });

  // While lists are being read: look every two seconds, show the result at the end.
  var polled = document.querySelector("[data-qbo-poll]");
  if (polled) {
    var timer = window.setInterval(function () {
      fetch(polled.getAttribute("data-qbo-poll"), { credentials: "same-origin" })
        .then(function (answer) { return answer.json(); })
        .then(function (progress) {
          if (!progress.is_refreshing) {
            window.clearInterval(timer);
            window.location.reload();
          }
        })
        .catch(function () { window.clearInterval(timer); });
    }, 2000);
  }

  // Flask-Admin's own lists and forms say these things in attributes that no strict
  // policy lets run.
  document.addEventListener("click", function (event) {
    var bulk = event.target.closest("[data-qbo-action]");
    if (bulk && window.modelActions) {
      window.modelActions.execute(bulk.getAttribute("data-qbo-action"));
    }
    var asked = event.target.closest("[data-qbo-confirm]");
    if (asked && !window.confirm(asked.getAttribute("data-qbo-confirm"))) {
      event.preventDefault();
    }
    var nowhere = event.target.closest("a[href^='javascript:']");
    if (nowhere) { event.preventDefault(); }
  });

  // Unsaved choices are not lost by a stray click.
  document.querySelectorAll("form[data-qbo-unsaved]").forEach(function (form) {
    var isChanged = false;
    form.addEventListener("change", function () { isChanged = true; });
    form.addEventListener("submit", function () { isChanged = false; });
    window.addEventListener("beforeunload", function (event) {
      if (isChanged) { event.preventDefault(); }
    });
  });
})();
