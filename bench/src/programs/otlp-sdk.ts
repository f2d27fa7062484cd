/**
 * Loaded before the extension, as an operator loads an SDK of OpenTelemetry: spans are sent to a collector, many at once. Of the
 * standard variables it knows those that the bench sets.
 */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

const root =
  process.env['OTEL_TRACES_SAMPLER'] === 'parentbased_traceidratio'
    ? new TraceIdRatioBasedSampler(Number(process.env['OTEL_TRACES_SAMPLER_ARG']))
    : new AlwaysOnSampler();
trace.setGlobalTracerProvider(
  new TracerProvider({
    sampler: new ParentBasedSampler({ root }),
    // The collector's address is in OTEL_EXPORTER_OTLP_ENDPOINT, which the exporter reads.
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  }),
);
