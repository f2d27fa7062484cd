/**
 * Words of programming, of browsers and of the tools used here, that names of exported types may have beside the terms of the glossary.
 * In the singular. A noun of payments, of OCC or of CyberSource belongs into the glossary instead.
 */
export const PROGRAMMING_WORDS: readonly string[] = `
  Action Announcement Api App Area Argument Array Assemble Assembled At Auth Autocomplete Backend Basis
  Body Bound Breaking Browser Build Bundle Bundled By Caching Call Callback Caller Case Catalogue Cell
  Change Choice Class Classified Classify Cluster Collected Commit Compared Complete Component Composed
  Computed Condition Config Configured Confirm Confirmation Connection Constructor Container Contract
  Control Controlled Core Count Counted Coverage Cpu Created Creation Data Database Date Deadline
  Decision Decisive Declaration Declared Define Definition Delete Deletion Dependency Deps Detail
  Detected Dialog Dictionary Difference Direction Directive Directory Dispatch Display Document Documented Early
  Element Emitter End Ending Endpoint Entry Environment Error Event Example Exchange Execute Executed
  Executor Expected Exported Fetch File Filled Filter Final Find Fitted Flow Folder For Form Forward Found
  Frame Gate Generated Grant Handle Handler Header Heap Http I18n In Input Instance Interval Inventory Is Job Js
  Json Kept Key Killer Kind Knockout Known Language Latency Latest Layout Level Lifecycle Like Limit
  Limited Link List Listed Listener Loader Local Locale Location Log Logger Lookup Made Manifest Match
  Measured Memory Mode Model Module Monitoring Multiple Name Named Navigation Network New Next Not Notice
  Notifier Number Object Observable Observation Observe Observed Occasion Of Offer Offered One Open Opening Option Other
  Outgoing Output Own Owned Owner Package Page Pair Panel Part Password Peer Place Placed Placement Plan
  Planned Policy Poller Port Post Postgres Predicate Present Probe Process Program Progress Proxy Public Purpose
  Query Queue Random Range Raw Reach Reachable Reaction Read Reader Reading Ready Received Recorded Ref
  Registered Related Repetition Reported Requested Require Resend Resolve Resolved Resource Return Root
  Route Row Rule Run Running Runtime Sample Save Schedule Schema Scheme Script Section Sender Sent
  Sentence Sequence Series Served Server Service Set Show Sign Sink Size Spinner Sqlite Started State
  Stated Statement Status Storage Store Stored Style Subject Submit Summary Syntax System Table Target
  Telemetry Test Text Timeline Timing Title To Toggle Total Translate Transport Type Typed Unchecked Unit
  Unpacked Unreadable Unusable Unverified Upload Url User Validate Value Variable Variant Verdict
  Verifier Verify Version View Wait Warning Watch Window With Wrong Zip
  Closed Column Decrypt Member Now Opened Repeated Subscribe
  Refresh Seeded
`
  .trim()
  .split(/\s+/);
