/** The sentence, processor code and legacy reason code that go with a reason. Never branch on the sentence. */
interface Reason {
  readonly message: string;
  /** The processor's own code, `processorInformation.responseCode`. */
  readonly responseCode?: string;
  /** Code of the older APIs; transaction details still show it. */
  readonly reasonCode: string;
  readonly rFlag: string;
}

const REASONS: Readonly<Partial<Record<string, Reason>>> = {
  PROCESSOR_DECLINED: row(
    '203',
    'DCARDREFUSED',
    'Decline - General decline of the card by the issuing bank.',
    '05',
  ),
  INSUFFICIENT_FUND: row('204', 'DCARDREFUSED', 'Decline - Insufficient funds in the account.', '51'),
  EXPIRED_CARD: row('202', 'DCARDEXPIRED', 'Decline - The card has expired.', '54'),
  CVN_NOT_MATCH: row('209', 'DCARDREFUSED', 'Decline - The card verification number does not match.', 'N7'),
  STOLEN_LOST_CARD: row('205', 'DCARDREFUSED', 'Decline - Stolen or lost card.', '43'),
  EXCEEDS_CREDIT_LIMIT: row('210', 'DCARDREFUSED', 'Decline - The card has reached the credit limit.', '61'),
  ISSUER_UNAVAILABLE: row('207', 'DCARDREFUSED', 'Decline - The issuing bank is unavailable.', '91'),
  CUSTOMER_AUTHENTICATION_REQUIRED: row(
    '478',
    'DAUTHENTICATE',
    'Decline - Strong customer authentication is required.',
    '1A',
  ),
  CONSUMER_AUTHENTICATION_REQUIRED: row(
    '475',
    'DAUTHENTICATE',
    'The cardholder is enrolled in Payer Authentication. Please authenticate the cardholder before continuing with the transaction.',
  ),
  CONSUMER_AUTHENTICATION_FAILED: row(
    '476',
    'DAUTHENTICATIONFAILED',
    'Encountered a Payer Authentication problem. Payer could not be authenticated.',
  ),
  INVALID_ACCOUNT: row('231', 'DINVALIDCARD', 'Decline - Invalid account number', '14'),
  CONTACT_PROCESSOR: row('201', 'DCALL', 'Decline - The issuing bank has questions about the request.', '01'),
  CV_FAILED: row('230', 'DCV', 'Soft Decline - The card verification number check failed.', '00'),
  AVS_FAILED: row('200', 'DAVSNO', 'Soft Decline - The address verification check failed.', '00'),
  DECISION_PROFILE_REVIEW: row('480', 'DREVIEW', 'The order is marked for review by Decision Manager'),
  DECISION_PROFILE_REJECT: row('481', 'DREJECT', 'The order has been rejected by Decision Manager'),
  SCORE_EXCEEDS_THRESHOLD: row('400', 'DSCORE', 'The fraud score exceeds your threshold.'),
  MISSING_FIELD: row('101', 'DMISSINGFIELD', 'Declined - The request is missing one or more fields'),
  INVALID_DATA: row(
    '102',
    'DINVALIDDATA',
    'Declined - One or more fields in the request contains invalid data',
  ),
  SYSTEM_ERROR: row('150', 'ESYSTEM', 'Error - General system failure'),
  SERVER_TIMEOUT: row('151', 'ESYSTEM', 'Error - The request was received but there was a server timeout.'),
  INVALID_MERCHANT_CONFIGURATION: row(
    '234',
    'DINVALIDDATA',
    'Declined - There is a problem with your CyberSource merchant configuration',
  ),
  EXCEEDS_AUTH_AMOUNT: row(
    '235',
    'DINVALIDDATA',
    'Declined - The requested amount exceeds the authorized amount',
  ),
  AUTH_ALREADY_REVERSED: row(
    '237',
    'DAUTHALREADYREVERSED',
    'Declined - The authorization has already been reversed',
  ),
  TRANSACTION_ALREADY_SETTLED: row(
    '238',
    'DINVALIDDATA',
    'Declined - The transaction has already been settled',
  ),
  TRANSACTION_ALREADY_REVERSED_OR_SETTLED: row(
    '243',
    'DINVALIDDATA',
    'Declined - The transaction has already been settled or reversed',
  ),
  INVALID_AMOUNT: row(
    '239',
    'DINVALIDDATA',
    'Declined - The requested amount does not match the transaction amount',
  ),
  MISSING_AUTH: row('241', 'DINVALIDDATA', 'Declined - There is no authorization to act on'),
  DUPLICATE_REQUEST: row(
    '104',
    'DDUPLICATE',
    'Declined - The merchant reference was sent in the last 15 minutes',
  ),
  NOT_VOIDABLE: row(
    '246',
    'DNOTVOIDABLE',
    'Declined - The capture or credit is not voidable because it has been submitted or its type cannot be voided',
  ),
  CAPTURE_ALREADY_VOIDED: row('247', 'DINVALIDDATA', 'Declined - The capture was already voided'),
  PROCESSOR_UNAVAILABLE: row('236', 'DINVALIDDATA', 'Declined - Processor failure'),
};

const GENERAL: Reason = row('233', 'DINVALIDDATA', 'Decline - General decline by the processor.', '05');

/** What goes with a reason; a general decline for one that the table does not list. */
export function toReason(reason: string): Reason {
  return REASONS[reason] ?? GENERAL;
}

function row(reasonCode: string, rFlag: string, message: string, responseCode?: string): Reason {
  return { reasonCode, rFlag, message, ...(responseCode !== undefined && { responseCode }) };
}
