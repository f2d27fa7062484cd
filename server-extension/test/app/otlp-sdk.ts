/** Loaded before the extension (`--import`), as an operator loads an SDK of OpenTelemetry that sends spans to a collector. */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

// The collector's address is in OTEL_EXPORTER_OTLP_ENDPOINT, which the exporter reads.
const exporter = new OTLPTraceExporter();
// In batches, as an operator's does, where the variable says how often in milliseconds; else each at once.
const { OTEL_BSP_SCHEDULE_DELAY: delay } = process.env;
const processor =
  delay === undefined
    ? new SimpleSpanProcessor({ exporter })
    : new BatchSpanProcessor({ exporter, scheduledDelayMillis: Number(delay) });
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
