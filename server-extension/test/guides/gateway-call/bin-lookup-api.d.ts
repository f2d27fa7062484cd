/** CyberSource's SDK ships no types. */
declare module 'cybersource-rest-client/src/api/BinLookupApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class BinLookupApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getAccountInfo(request: object): Sent;
  }
}
