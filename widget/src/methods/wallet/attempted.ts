/** Calls a wallet's API, which may throw at any call and moment. Whether it did not. */
export function attempted(call: () => void): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}
