/** The host's older Express, under an alias. What the extension uses of it has the types of the newer one. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
