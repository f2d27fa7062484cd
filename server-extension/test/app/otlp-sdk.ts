/** Loaded before the extension (`--import`), as an operator loads an SDK of OpenTelemetry that sends spans to a collector. */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

// The collector's address is in OTEL_EXPORTER_OTLP_ENDPOINT, which the exporter reads.
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter() })] }),
);
