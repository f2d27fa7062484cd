/**
 * Words of programming, of browsers and of the tools used here, that names of exported types may have beside the terms of the glossary.
 * In the singular. A noun of payments, of OCC or of CyberSource belongs into the glossary instead.
 */
export const PROGRAMMING_WORDS: readonly string[] = `
  Action Add Added Addition Announcement Api App Area Argument Array Assemble Assembled At Auth Autocomplete Backend Basis
  Body Bound Breaking Browser Build Bundle Bundled By Caching Call Callback Caller Case Catalogue Cell
  Change Choice Class Classified Classify Closed Cluster Collected Column Commit Compared Complete
  Component Composed Computed Condition Config Configured Confirm Confirmation Conflict Connection Constructor
  Container Contract Control Controlled Core Count Counted Coverage Cpu Current Created Creation Data Database
  Date Deadline Decision Decisive Declaration Declared Decrypt Define Definition Delete Deletion
  Dependency Deps Detail Detected Diagram Dialog Dictionary Difference Direction Directive Directory Dispatch
  Display Document Documented Download Drawing Early Element Emitter End Ending Endpoint Entry Environment Error Event
  Example Exchange Execute Executed Executor Expected Exported Failed Fetch File Filled Filter Final Find Fitted
  Flow Folder For Form Forward Found Frame Gate Generated Grant Graph Handle Handler Handshake Header Heap Http
  I18n In Input Instance Interruption Interval Inventory Is Job Js Json Kept Key Killer Kind Knockout
  Known Language Latency Latest Layout Lazy Level Lifecycle Like Limit Limited Link List Listed Listener
  Loaded Loader Local Locale Location Log Logger Lookup Machine Made Manifest Match Measured Member
  Memory Mode Model Module Monitoring Multiple Name Named Navigation Network New Next Not Notice Notifier
  Now Number Object Observable Observation Observe Observed Occasion Of Offer Offered One Open Opened
  Opening Option Other Outgoing Output Override Own Owned Owner Package Page Pair Panel Part Password Peer Place
  Placed Placement Plan Planned Policy Poller Port Post Postgres Predicate Present Probe Process Program
  Progress Proxy Public Purpose Query Queue Random Range Raw Reach Reachable Reaction Read Reader Reading
  Ready Received Recorded Ref Refresh Registered Related Release Repeated Repetition Reply Reported Requested Require
  Resend Resolve Resolved Resource Restart Return Root Route Row Rule Run Running Runtime Sample Save
  Schedule Schema Scheme Script Section Seeded Selector Sender Sent Sentence Sequence Series Served
  Server Service Set Shape Show Sign Sink Size Spinner Sqlite Started State Stated Statement Status Steady
  Storage Store Stored Style Subject Submit Subscribe Summary Supervisor Syntax System Table Target
  Telemetry Test Text Timeline Timing Title To Toggle Total Tracing Translate Transport Type Typed
  Unchecked Unit Unpacked Unreadable Unusable Unverified Upload Url User Validate Value Variable Variant Wake
  Verdict Verifier Verify Version View Wait Warning Watch Window With Wrong Zip
  Request Undo
  Content Heading Mime Wire Failed Connected
`
  .trim()
  .split(/\s+/);
