// Loaded before the extension (--import): sends its spans to an OpenTelemetry collector. The variables are in docs/operators.md, “Traces”.
// Without instrumentations of Node's modules: the extension makes its spans itself.
import { NodeSDK } from '@opentelemetry/sdk-node';

new NodeSDK({ instrumentations: [] }).start();
