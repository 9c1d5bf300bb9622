/** Where a person of the demo works. */
export type DemoOffice = 'Leeds' | 'Turin' | 'Toronto';

/**
 * One person: user name, first, middle and last name (empty for none), job title, department, office, locale and kind
 * of employment.
 */
export type DemoRow = readonly [
  username: string,
  firstname: string,
  middlename: string,
  lastname: string,
  jobTitle: string,
  department: string,
  office: DemoOffice,
  locale: string,
  employeeType: 'Employee' | 'Part-time' | 'Apprentice' | 'Contractor',
];

/** The people of Fernhill Works: one has no last name, one writes from right to left, one has a very long name. */
export const DEMO_ROWS: readonly DemoRow[] = [
  ['maeve.okafor', 'Maeve', 'Chidinma', 'Okafor', 'Chief Executive', 'Management', 'Leeds', 'en-GB', 'Employee'],
  ['giulia.ferraris', 'Giulia', '', 'Ferraris', 'Chief Engineer', 'Engineering', 'Turin', 'it-IT', 'Employee'],
  ['tomasz.wrobel', 'Tomasz', '', 'Wróbel', 'Head of Finance', 'Finance', 'Leeds', 'en-GB', 'Employee'],
  ['anjali.raman', 'Anjali', '', 'Raman', 'Head of People', 'People', 'Leeds', 'en-GB', 'Employee'],
  ['luc.tremblay', 'Luc', 'André', 'Tremblay', 'Head of Sales', 'Sales', 'Toronto', 'fr-CA', 'Employee'],
  ['hannah.brook', 'Hannah', '', 'Brook', 'Head of Support', 'Support', 'Leeds', 'en-GB', 'Employee'],
  ['marco.bellini', 'Marco', '', 'Bellini', 'Lead Engineer', 'Engineering', 'Turin', 'it-IT', 'Employee'],
  ['suryani', 'Suryani', '', '', 'Firmware Engineer', 'Engineering', 'Turin', 'en-GB', 'Employee'],
  ['layla.haddad', 'ليلى', '', 'حداد', 'Hydraulics Engineer', 'Engineering', 'Toronto', 'ar-CA', 'Employee'],
  ['owen.pritchard', 'Owen', 'Rhys', 'Pritchard', 'Lead Assembler', 'Workshop', 'Leeds', 'en-GB', 'Employee'],
  ['chiara.rossi', 'Chiara', '', 'Rossi', 'Product Designer', 'Engineering', 'Turin', 'it-IT', 'Employee'],
  ['kwame.mensah', 'Kwame', '', 'Mensah', 'Test Engineer', 'Engineering', 'Leeds', 'en-GB', 'Employee'],
  ['sofia.lindqvist', 'Sofia', '', 'Lindqvist', 'Data Analyst', 'Finance', 'Leeds', 'sv-SE', 'Part-time'],
  ['nguyen.van.minh', 'Minh', 'Văn', 'Nguyễn', 'Software Engineer', 'Engineering', 'Toronto', 'vi-VN', 'Employee'],
  ['priya.nair', 'Priya', '', 'Nair', 'Software Engineer', 'Engineering', 'Leeds', 'en-GB', 'Employee'],
  ['davide.conti', 'Davide', '', 'Conti', 'Machinist', 'Workshop', 'Turin', 'it-IT', 'Employee'],
  ['eilidh.mackenzie', 'Eilidh', '', 'MacKenzie', 'Account Manager', 'Sales', 'Leeds', 'en-GB', 'Employee'],
  ['rosa.jimenez', 'Rosa', 'María', 'Jiménez', 'Account Manager', 'Sales', 'Toronto', 'es-MX', 'Employee'],
  ['hiroshi.tanaka', 'Hiroshi', '', 'Tanaka', 'Field Engineer', 'Support', 'Toronto', 'en-CA', 'Employee'],
  ['fatima.zahra', 'Fatima', '', 'Zahra', 'Support Specialist', 'Support', 'Leeds', 'en-GB', 'Employee'],
  [
    'maximiliana.featherstonehaugh',
    'Maximiliana',
    'Theodora Wilhelmina',
    'Featherstonehaugh-Vanderstraeten van den Bosch',
    'Senior Procurement and Supplier Quality Coordinator',
    'Logistics',
    'Leeds',
    'en-GB',
    'Employee',
  ],
  ['bjorn.aasen', 'Bjørn', '', 'Åsen', 'Machinist', 'Workshop', 'Leeds', 'nb-NO', 'Employee'],
  ['zoe.papadopoulou', 'Zoë', '', 'Papadopoulou', 'Payroll Officer', 'People', 'Leeds', 'el-GR', 'Part-time'],
  ['connor.oreilly', 'Connor', '', "O'Reilly", 'Assembler', 'Workshop', 'Leeds', 'en-IE', 'Employee'],
  ['amara.diallo', 'Amara', '', 'Diallo', 'Assembler', 'Workshop', 'Turin', 'fr-FR', 'Employee'],
  ['jack.thornton', 'Jack', '', 'Thornton', 'Apprentice Machinist', 'Workshop', 'Leeds', 'en-GB', 'Apprentice'],
  ['beatrice.moretti', 'Beatrice', '', 'Moretti', 'Apprentice Designer', 'Engineering', 'Turin', 'it-IT', 'Apprentice'],
  ['li.wei', '伟', '', '李', 'Mechanical Engineer', 'Engineering', 'Toronto', 'zh-CN', 'Employee'],
  ['olena.kovalenko', 'Olena', '', 'Kovalenko', 'Quality Inspector', 'Workshop', 'Turin', 'uk-UA', 'Employee'],
  ['samuel.adeyemi', 'Samuel', 'Tunde', 'Adeyemi', 'Warehouse Coordinator', 'Logistics', 'Leeds', 'en-GB', 'Employee'],
  ['ines.carvalho', 'Inês', '', 'Carvalho', 'Marketing Manager', 'Sales', 'Toronto', 'pt-PT', 'Employee'],
  ['george.whitfield', 'George', '', 'Whitfield', 'Driver', 'Logistics', 'Leeds', 'en-GB', 'Part-time'],
  ['noor.hussain', 'Noor', '', 'Hussain', 'Office Manager', 'People', 'Leeds', 'en-GB', 'Employee'],
  ['emil.novak', 'Emil', '', 'Novák', 'Control Systems Engineer', 'Engineering', 'Turin', 'cs-CZ', 'Employee'],
  ['grace.kim', 'Grace', '', 'Kim', 'Accountant', 'Finance', 'Toronto', 'ko-KR', 'Employee'],
  ['thandiwe.dube', 'Thandiwe', '', 'Dube', 'Support Specialist', 'Support', 'Toronto', 'en-CA', 'Employee'],
  ['alessio.greco', 'Alessio', '', 'Greco', 'Site Technician', 'Support', 'Turin', 'it-IT', 'Contractor'],
  ['ruth.goldberg', 'Ruth', '', 'Goldberg', 'Legal Adviser', 'Management', 'Toronto', 'en-CA', 'Contractor'],
  ['ivan.petrov', 'Ivan', '', 'Petrov', 'Network Technician', 'Engineering', 'Leeds', 'bg-BG', 'Contractor'],
  ['molly.ashworth', 'Molly', '', 'Ashworth', 'Receptionist', 'People', 'Leeds', 'en-GB', 'Part-time'],
];
