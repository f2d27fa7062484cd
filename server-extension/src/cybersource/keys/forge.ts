/** node-forge with what key files need of it. Each of these adds its part to the one namespace. */
import 'node-forge/lib/sha256.js';
import 'node-forge/lib/sha512.js';
import 'node-forge/lib/pkcs12.js';
import 'node-forge/lib/pki.js';

export { default } from 'node-forge/lib/forge.js';
