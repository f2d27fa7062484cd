/** A capture context, and what is sealed with it, is valid for 15 minutes (CyberSource: Microform Integration, capture context). */
export const CAPTURE_CONTEXT_LIFE_MS = 15 * 60 * 1000;
