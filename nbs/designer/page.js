// The designer on a page of the site: its design is the part of the address after '#'.
import { mount } from './view.js';

const place = document.querySelector('#onecycle-designer');
mount(place, {
  page: location.href.split('#')[0],
  read: () => location.hash.slice(1),
  write: (text) => history.pushState(null, '', `#${text}`),
  listen: (changed) => addEventListener('popstate', changed),
});
