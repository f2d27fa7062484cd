/** Saved cards, as the module that the widget loads for a shopper who is signed in. */
export { savedCardMethod } from '../methods/saved-card/saved-card-method.ts';
