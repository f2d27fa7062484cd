import type { BillingField } from '../../domain/address/billing-field.ts';

type FieldNames = Readonly<Record<BillingField, string>>;

/** What a checkout form calls the fields of an address, in the order first name, last name … country. */
function named(
  ...[firstName, lastName, email, address1, city, state, postalCode, country]: Names
): FieldNames {
  return { firstName, lastName, email, address1, city, state, postalCode, country };
}

type Names = readonly [string, string, string, string, string, string, string, string];

const ENGLISH = named(
  'first name',
  'last name',
  'email address',
  'street and number',
  'city',
  'state or province',
  'postal code',
  'country',
);

/** By language; a country without names of its own reads those of its language. */
const BY_LANGUAGE: ReadonlyMap<string, FieldNames> = new Map([
  ['en', ENGLISH],
  [
    'ar',
    named(
      'الاسم الأول',
      'اسم العائلة',
      'البريد الإلكتروني',
      'الشارع والرقم',
      'المدينة',
      'الولاية أو المقاطعة',
      'الرمز البريدي',
      'البلد',
    ),
  ],
  [
    'de',
    named(
      'Vorname',
      'Nachname',
      'E-Mail-Adresse',
      'Straße und Hausnummer',
      'Ort',
      'Bundesstaat oder Provinz',
      'Postleitzahl',
      'Land',
    ),
  ],
  [
    'es',
    named(
      'nombre',
      'apellidos',
      'correo electrónico',
      'calle y número',
      'ciudad',
      'estado o provincia',
      'código postal',
      'país',
    ),
  ],
  [
    'fr',
    named(
      'prénom',
      'nom',
      'adresse e-mail',
      'rue et numéro',
      'ville',
      'État ou province',
      'code postal',
      'pays',
    ),
  ],
  [
    'it',
    named(
      'nome',
      'cognome',
      'indirizzo email',
      'via e numero',
      'città',
      'Stato o provincia',
      'codice postale',
      'Paese',
    ),
  ],
  ['ja', named('名', '姓', 'メールアドレス', '番地', '市区町村', '都道府県または州', '郵便番号', '国')],
  [
    'nl',
    named(
      'voornaam',
      'achternaam',
      'e-mailadres',
      'straat en huisnummer',
      'plaats',
      'staat of provincie',
      'postcode',
      'land',
    ),
  ],
  [
    'pt',
    named('nome', 'sobrenome', 'e-mail', 'rua e número', 'cidade', 'estado ou província', 'CEP', 'país'),
  ],
  ['zh', named('名字', '姓氏', '电子邮箱', '街道和门牌号', '城市', '州或省', '邮政编码', '国家')],
]);

/** Names of fields as the language lists them: "city, postal code"; in English where it is not one of ours. */
export function fieldNamesIn(locale: string | null | undefined, fields: readonly BillingField[]): string {
  const [language = ''] = (locale ?? '').toLowerCase().split(/[-_]/);
  const names = BY_LANGUAGE.get(language) ?? ENGLISH;
  return fields.map((field) => names[field]).join(COMMA[language] ?? ', ');
}

const COMMA: Readonly<Record<string, string>> = { ar: '، ', ja: '、', zh: '、' };
