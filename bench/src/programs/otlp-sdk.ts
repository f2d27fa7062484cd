/** Loaded before the extension, as an operator loads an SDK of OpenTelemetry: spans are sent to a collector, many at once. */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

// The collector's address is in OTEL_EXPORTER_OTLP_ENDPOINT, which the exporter reads.
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] }),
);
