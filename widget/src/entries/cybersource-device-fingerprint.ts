/** The device fingerprint, as the module that the widget loads where the site has an organization for it. */
export { profileDevice } from '../fingerprint/profile-device.ts';
