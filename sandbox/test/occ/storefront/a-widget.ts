/** A payment widget of a few lines, written as OCC's widgets are: an anonymous AMD module and its files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface WidgetFolder {
  readonly folder: string;
  write(file: string, text: string): void;
  remove(): void;
}

const MODULE = `define(['knockout', 'pubsub', 'jquery', 'js/card'], function (ko, pubsub, $, card) {
  var seen = (window.seen = window.seen || []);
  $.Topic(pubsub.topicNames.PAGE_READY).subscribe(function (page) { seen.push('ready ' + page.pageId); });
  $.Topic(pubsub.topicNames.ORDER_COMPLETED).subscribe(function (order) { seen.push('completed ' + order.id); });
  return {
    reference: ko.observable(''),
    // What this widget says itself about a failed payment: nothing unless the reference is "outspoken".
    said: ko.observable(''),
    versions: ko.version + ' ' + $.fn.jquery,
    onLoad: function (widget) {
      seen.push('load ' + (widget === this) + ' ' + widget.site().siteInfo.id);
      var order = widget.order();
      var createOrder = order.createOrder;
      $.Topic(pubsub.topicNames.ORDER_SUBMISSION_FAIL).subscribe(function (failures) {
        widget.said(widget.reference() === 'outspoken' ? failures[0].payments[0].message : '');
      });
      order.addValidationCallback(function () {
        if (widget.reference() === '') order.addValidationError('reference', widget.translate('missing'));
        else order.updatePayments([card.placeholder]);
      });
      order.createOrder = function () {
        setTimeout(function () {
          order.updatePayments([card.pay(widget.reference())]);
          createOrder();
        }, 0);
      };
    },
    resourcesLoaded: function (widget) { seen.push('texts ' + widget.translate('label', { what: 'R' })); },
    beforeAppear: function (page) { seen.push('appear ' + page.pageId); },
  };
});`;

const CARD = `define({
  placeholder: { type: 'card' },
  pay: function (reference) {
    return {
      type: 'card', cardType: 'visa', nameOnCard: 'A Buyer', cardNumber: '411111xxxxxx1111',
      expiryMonth: '03', expiryYear: '2031', customProperties: { reference: reference },
    };
  },
});`;

const TEMPLATE = `<label class="field"><span data-bind="widgetLocaleText: { value: 'label', params: { what: 'Reference' } }"></span>
<input class="reference" data-bind="value: reference" /></label><p role="alert" data-bind="text: said"></p><p class="versions" data-bind="text: versions"></p>`;

/** An unpacked extension with one widget in a folder of its own. */
export function aWidgetFolder(): WidgetFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'storefront-'));
  const write = (file: string, text: string): void => {
    const target = path.join(folder, 'widget/testPayment', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  write(
    'widget.json',
    JSON.stringify({
      name: 'Test payment',
      javascript: 'test-payment',
      i18nresources: 'test-payment',
      imports: ['order', 'payment', 'site'],
      pageTypes: ['checkout', 'payment'],
    }),
  );
  write('js/test-payment.js', MODULE);
  write('js/card.js', CARD);
  write('templates/display.template', TEMPLATE);
  write('less/widget.less', '@space: 3px; .reference { margin-top: @space * 2; }');
  write(
    'locales/en/ns.test-payment.json',
    JSON.stringify({ resources: { label: '__what__ of the payment', missing: 'Enter a reference.' } }),
  );
  return {
    folder,
    write,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
