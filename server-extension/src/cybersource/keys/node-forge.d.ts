/** The parts of node-forge that read a key file, one module each: the whole would be three times the size. */

declare module 'node-forge/lib/forge.js' {
  import type forge from 'node-forge';
  const namespace: typeof forge;
  export default namespace;
}

// Each of these adds its part to the namespace above.
declare module 'node-forge/lib/pkcs12.js' {}
declare module 'node-forge/lib/pki.js' {}
declare module 'node-forge/lib/sha256.js' {}
declare module 'node-forge/lib/sha512.js' {}
