/** Of the simulation; instances know it as `notifications.keys`. */
export const EVENT_KEY = { id: 'simulation', secret: Buffer.alloc(32, 3).toString('base64') };
