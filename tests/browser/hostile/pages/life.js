// The page's own life: things to click, each with a handler of the page's. With the snippet it must go on as
// without. It uses little, because the pages here break much.
var life = '';

(function () {
  function put(tag, id, top, parent) {
    var made = document.createElement(tag);
    made.id = id;
    made.style.cssText = 'position:fixed;margin:0;left:10px;width:150px;height:30px;z-index:9;top:' + top + 'px';
    parent.appendChild(made);
    return made;
  }
  function lives(what) {
    return function (event) {
      life += what + ' ';
      if (what === 'route') history.pushState({}, '', location.protocol + '//' + location.host + '/routed');
      else event.preventDefault();
    };
  }
  put('button', 'own-button', 10, document.body).onclick = lives('button');
  put('button', 'own-route', 50, document.body).onclick = lives('route');
  var away = put('a', 'own-away', 90, document.body);
  away.href = 'https://www.linkedin.com/company/acme';
  away.onclick = lives('away');
  var form = document.createElement('form');
  form.setAttribute('action', '/send');
  document.body.appendChild(form);
  put('input', 'own-mail', 210, form).type = 'email';
  put('textarea', 'own-text', 250, form);
  put('button', 'own-send', 130, form);
  form.onsubmit = lives('submit');
  put('a', 'own-next', 170, document.body).href = location.protocol + '//' + location.host + '/next';
  window[Symbol.for('probe')]('ready');
})();
