/** The text of the pixel, made of `snippet.ts` by `npm run pixel`: change it there. */
export const snippetText = String.raw`
var OPEN = /^(\/[a-z]{2}(-[a-z]{2})?)?\/(products|collections|pages|blogs|policies)(\/|$)/i;
var AREA = /^(\/[a-z]{2}(-[a-z]{2})?)?(\/(account|apps|cart|checkouts|orders|search))?(?=\/|$)/i;
var UNNAMED = "/-";
var SAID = /^utm_(source|medium|campaign)$/;
var MARKS = /^(gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|epik|rdt_cid|ScCid|yclid|fbclid|srsltid|ref)$/;
var ADDRESS = /\S+@\S+/g;
var publicText = (text) => text.replace(ADDRESS, "");
function publicUrl(href) {
  try {
    const { origin, pathname, searchParams } = new URL(href);
    const kept = new URLSearchParams();
    searchParams.forEach((value, name) => {
      if (SAID.test(name)) kept.set(name, publicText(value));
      else if (MARKS.test(name)) kept.set(name, "1");
    });
    const query = kept.toString();
    return origin + pathOf(pathname) + (query && "?") + query;
  } catch {
    return void 0;
  }
}
var pathOf = (path) => path === "/" || OPEN.test(path) && !/@|%40/.test(path) ? path : AREA.exec(path)?.[0] || UNNAMED;
function publicReferrer(referrer) {
  try {
    const { protocol, host } = new URL(referrer);
    return host ? "".concat(protocol, "//").concat(host, "/") : void 0;
  } catch {
    return void 0;
  }
}

var PAUSE_MS = 50;
var EVENTS_A_BATCH = 20;
var EVENTS_HELD = 50;
var LINES = 50;
var variantOf = (variant) => variant && {
  id: variant.id,
  sku: variant.sku,
  price: variant.price,
  product: {
    id: variant.product.id,
    title: variant.product.title,
    type: variant.product.type,
    vendor: variant.product.vendor
  }
};
var lineOf = (line) => line && { quantity: line.quantity, merchandise: variantOf(line.merchandise) };
var tokenOf = (data) => ({ checkout: { token: data.checkout.token } });
var taken = {
  page_viewed: () => ({}),
  product_viewed: (data) => ({ productVariant: variantOf(data.productVariant) }),
  collection_viewed: (data) => ({ collection: { id: data.collection.id, title: data.collection.title } }),
  search_submitted: (data) => ({ searchResult: { query: publicText(data.searchResult.query) } }),
  cart_viewed: (data) => ({
    cart: data.cart && { cost: data.cart.cost, lines: data.cart.lines.slice(0, LINES).map(lineOf) }
  }),
  product_added_to_cart: (data) => ({ cartLine: lineOf(data.cartLine) }),
  product_removed_from_cart: (data) => ({ cartLine: lineOf(data.cartLine) }),
  checkout_started: (data) => ({ checkout: { token: data.checkout.token, totalPrice: data.checkout.totalPrice } }),
  checkout_contact_info_submitted: tokenOf,
  checkout_address_info_submitted: tokenOf,
  checkout_shipping_info_submitted: tokenOf,
  payment_info_submitted: tokenOf,
  checkout_completed: tokenOf
};
function startPixel({ analytics, browser, init, customerPrivacy }, endpoint) {
  let privacy = init.customerPrivacy;
  let isDeclined = false;
  let isPlanned = false;
  let clientId = "";
  let waiting = [];
  function post(body) {
    const beacon = async () => await browser.sendBeacon(endpoint, body) || Promise.reject();
    const request = async () => fetch(endpoint, { method: "POST", body, keepalive: true, credentials: "omit" });
    const isWorker = typeof document === "undefined";
    const sent = isWorker ? beacon().catch(request) : request().catch(beacon);
    sent.catch(() => void 0);
  }
  function send() {
    isPlanned = false;
    while (privacy.analyticsProcessingAllowed && waiting.length > 0) {
      const events = waiting.splice(0, EVENTS_A_BATCH);
      const sentAt = (/* @__PURE__ */ new Date()).toISOString();
      post(JSON.stringify({ shop: init.data.shop.myshopifyDomain, clientId, customerPrivacy: privacy, sentAt, events }));
    }
  }
  function plan() {
    if (!isPlanned) setTimeout(send, PAUSE_MS);
    isPlanned = true;
  }
  function take(event) {
    if (isDeclined || waiting.length >= EVENTS_HELD) return;
    const { id, name, timestamp, context } = event;
    const pick = taken[name];
    const { location, referrer } = context.document;
    const page = name === "page_viewed" && { url: publicUrl(location.href), referrer: publicReferrer(referrer) };
    waiting.push({ id, name, timestamp, data: pick(event.data), ...page && { page } });
    clientId = event.clientId;
    plan();
  }
  function hear({ customerPrivacy: said }) {
    privacy = said;
    isDeclined = !said.analyticsProcessingAllowed;
    if (isDeclined) waiting = [];
    plan();
  }
  customerPrivacy.subscribe("visitorConsentCollected", hear);
  for (const name of Object.keys(taken))
    analytics.subscribe(name, (event) => {
      try {
        take(event);
      } catch {
      }
    });
}
`
