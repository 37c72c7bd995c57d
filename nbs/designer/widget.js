// The designer in Jupyter, as anywidget shows it: the design is the trait `address`.
import { mount } from './view.js';

function render({ model, el }) {
  let written = null;
  return mount(el, {
    page: model.get('page'),
    read: () => model.get('address'),
    write(text) {
      written = text;
      model.set('address', text);
      model.save_changes();
    },
    listen: (changed) => model.on('change:address', () => model.get('address') !== written && changed()),
  });
}

export default { render };
