/** A property of a person that a column of a file can hold. `name` is the field of the form for a person. */
export interface FileProperty {
  readonly name: string;
  readonly label: string;
  /** Headings that mean it, folded: letters and digits alone. */
  readonly headings: readonly string[];
}

const property = (name: string, label: string, ...headings: readonly string[]): FileProperty => ({
  name,
  label,
  headings: [...new Set([name, label, ...headings].map(foldHeading))],
});

/** Every property a file can bring, in the order of the sample file. */
export const FILE_PROPERTIES: readonly FileProperty[] = [
  property('username', 'Username', 'user', 'login', 'loginname', 'userid', 'benutzername', 'benutzer', 'anmeldename'),
  property('email', 'Company Email', 'mail', 'e-mail', 'emailaddress', 'workemail', 'mailadresse', 'emailadresse'),
  property('firstname', 'First Name', 'givenname', 'forename', 'vorname', 'rufname'),
  property('middlename', 'Middle Name', 'middle', 'zweitervorname', 'weiterevornamen'),
  property('lastname', 'Last Name', 'surname', 'familyname', 'nachname', 'familienname', 'zuname'),
  property('displayName', 'Display Name', 'fullname', 'name', 'anzeigename', 'vollername'),
  property('jobTitle', 'Job Title', 'title', 'position', 'stellenbezeichnung', 'berufsbezeichnung', 'funktion'),
  property('department', 'Department', 'dept', 'abteilung', 'bereich'),
  property('company', 'Company', 'organisation', 'organization', 'firma', 'unternehmen'),
  property('location', 'Location', 'office', 'site', 'standort', 'büro'),
  property(
    'employeeIdentifier',
    'Employee ID',
    'employeenumber',
    'personnelnumber',
    'personalnummer',
    'mitarbeiternummer',
  ),
  property('employeeType', 'Employee Type', 'employmenttype', 'mitarbeitertyp', 'beschäftigungsart'),
  property('preferredLanguage', 'Preferred Language', 'language', 'sprache', 'bevorzugtesprache'),
  property('locale', 'Locale', 'gebietsschema'),
  property('timezone', 'Time Zone', 'tz', 'zeitzone'),
  property('work.streetAddress', 'Street address (work)', 'streetaddress', 'street', 'straße', 'strasse', 'anschrift'),
  property('work.locality', 'City (work)', 'city', 'locality', 'ort', 'stadt', 'wohnort'),
  property('work.region', 'State or region (work)', 'state or region', 'region', 'province', 'bundesland'),
  property('work.postalCode', 'Postal code (work)', 'postalcode', 'zip', 'zipcode', 'postcode', 'plz', 'postleitzahl'),
  property('work.country', 'Country (work)', 'country', 'land'),
  property('work.phone', 'Phone (work)', 'phone', 'telephone', 'workphone', 'telefon', 'telefonnummer', 'festnetz'),
  property(
    'mobile.phone',
    'Phone (mobile)',
    'mobile',
    'mobilephone',
    'cell',
    'cellphone',
    'handy',
    'mobil',
    'mobiltelefon',
  ),
  property('home.phone', 'Phone (home)', 'homephone', 'privattelefon'),
];

const BY_NAME: ReadonlyMap<string, FileProperty> = new Map(FILE_PROPERTIES.map((one) => [one.name, one]));

/** Finds a property by the name of its field. */
export function fileProperty(name: string): FileProperty | undefined {
  return BY_NAME.get(name);
}

/**
 * Guesses from the headings which column holds what. Each property is given once, to the first column that means it.
 * @returns the field of each column; an empty text for those that are left out
 */
export function guessColumns(header: readonly string[]): string[] {
  const given = new Set<string>();
  return header.map((heading) => {
    const folded = foldHeading(heading);
    const found = FILE_PROPERTIES.find(({ name, headings }) => !given.has(name) && headings.includes(folded));
    if (found === undefined) return '';
    given.add(found.name);
    return found.name;
  });
}

function foldHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
