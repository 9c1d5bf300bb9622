import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTORY_ATTRIBUTES, type AttributeSource } from '../../../src/core/attributes';
import { expressionProblem, knownExpression, parseExpression } from '../../../src/saml/expression/expression';
import { FUNCTIONS } from '../../../src/core/expression/functions';
import { refusal, SOURCE } from '../support';

const give = (text: string, source: AttributeSource = SOURCE): string[] => parseExpression(text).evaluate(source);

describe('what the page of the docs promises', () => {
  const page = readFileSync(join(__dirname, '../../../docs/attribute-expressions.md'), 'utf8');
  const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);
  const rows = page.split('\n').flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [expression] = codes(cells.at(-3) ?? '');
    return expression === undefined || !line.startsWith('|') ? [] : [[expression, codes(cells.at(-2) ?? '')] as const];
  });

  test.each(rows)('%s gives %j', (expression, values) => expect(give(expression)).toEqual(values));
  test('there is a row for every function, and every property is named', () => {
    expect(rows.length).toBeGreaterThan(FUNCTIONS.size);
    for (const name of FUNCTIONS.keys()) expect(page).toContain(`| \`${name}(`);
    for (const { name } of DIRECTORY_ATTRIBUTES) expect(page).toContain(`\`${name}\``);
  });
  test('the sentence it quotes is the one that is shown', () => {
    const quoted = /names the place: "([^"]*)"/.exec(page.replaceAll('\n', ' '))?.[1];
    expect(expressionProblem('lower(emial)')).toBe(quoted);
  });
});

describe('values', () => {
  test.each<[string, string[]]>([
    ['email', ['anna@example.com']],
    ['"a constant"', ['a constant']],
    ["'single'", ['single']],
    ['""', []],
    ['"say \\"hi\\" \\\\ bye"', ['say "hi" \\ bye']],
    ['groups', ['Staff', 'Ops & "QA"']],
    ['active', ['true']],
    ['addresses', ['1 High Street, Leeds, GB']],
    ['displayName', []],
    ['lower(displayName)', []],
    ['prefix(displayName, "x")', []],
    ['join("-", displayName, jobTitle)', []],
    ['join("-", groups)', ['Staff-Ops & "QA"']],
    ['join("", "<", firstname, ">")', ['<Anna>']],
    ['default(displayName, jobTitle)', []],
    ['split(groups, "f", 1)', ['Sta', 'Ops & "QA"']],
    ['split(email, "@", 3)', []],
    ['split("a,,b", ",")', ['a', 'b']],
    ['replace("a.b.a", "a", "$&")', ['$&.b.$&']],
    ['replace("a.b", ".", "")', ['ab']],
    ['replace("aaa", "aa", "b")', ['ba']],
    ['left("😀😀", 1)', ['😀']],
    ['left("ab", 9999)', ['ab']],
    ['when(groups, "STAFF", "x")', ['x']],
    ['when(displayName, "x", "a", email)', ['anna@example.com']],
    ['when(email, "x", "a")', []],
    [' \n join ( " " , firstname , lastname ) \t', ['Anna Núñez']],
    ['first(values(displayName, lastname, firstname))', ['Núñez']],
    ['upper("straße")', ['STRASSE']],
  ])('%s gives %j', (text, values) => expect(give(text)).toEqual(values));

  test('it says which properties it reads', () => {
    expect([...parseExpression('default(displayName, join(" ", lower(email), "groups"))').properties]).toEqual([
      'displayName',
      'email',
    ]);
  });
  test('a stored expression is read once', () =>
    expect(knownExpression('lower(email)')).toBe(knownExpression('lower(email)')));
  test('a stored one that can’t be read refuses the sign-on', () =>
    expect(refusal(() => knownExpression('lower(')).code).toBe('value_not_allowed'));
});

describe('A7: hostile and broken expressions are refused with the place', () => {
  const deep = (levels: number): string => 'lower('.repeat(levels) + 'email' + ')'.repeat(levels);
  const wide = (calls: number): string => `join("",${Array.from({ length: calls - 1 }, () => 'trim(id)').join(',')})`;
  test.each<[string, RegExp]>([
    ['', /^Enter an expression\.$/],
    [' \n', /^Enter an expression\.$/],
    ['x'.repeat(501), /at most 500 characters; this one has 501/],
    ['('.repeat(500), /is missing at the beginning\.$/],
    [deep(11), /At most 10 functions may stand inside each other/],
    [wide(51), /at most 50 functions/],
    ['constructor', /no property called constructor\. Texts stand in quotes\. It stands at the beginning/],
    ['__proto__', /no property called __proto__/],
    ['toString()', /no function called toString\. Functions are join, default/],
    ['__proto__()', /no function called __proto__/],
    ['constructor.constructor("return process")()', /no property called constructor/],
    ['email.constructor', /should end after email at character 6/],
    ['email["length"]', /should end after email at character 6/],
    ['lower(email).length', /should end after lower\(email\) at character 13/],
    ['eval("process.exit()")', /no function called eval/],
    ['require("fs")', /no function called require/],
    ['process', /no property called process/],
    ['password', /no property called password/],
    ['email; email', /should end after email at character 6/],
    ['${email}', /is missing at the beginning/],
    ['`email`', /straight quotes/],
    ['“email”', /straight quotes.*at the beginning/],
    ['/a+/', /is missing at the beginning/],
    ['lower(/(a+)+$/)', /is missing after lower\( at character 7/],
    ['email = "x"', /should end/],
    ['email // comment', /should end/],
    ['() => email', /is missing at the beginning/],
    ['lower(', /is missing after lower\( at character 7/],
    ['lower(email', /closing bracket is missing after lower\(email at character 12/],
    ['lower()', /is missing after lower\( at character 7/],
    ['lower(,email)', /is missing after lower\( at character 7/],
    ['lower(email,)', /lower takes 1 argument, and there are more after lower\(email, at character 13/],
    ['lower(email, email)', /lower takes 1 argument, and there are more/],
    ['split(email)', /split takes 2 or 3 arguments, and there are fewer/],
    ['default(email)', /default takes 2 arguments or more, and there are fewer/],
    ['join(firstname, lastname)', /join takes a text in quotes after join\( at character 6/],
    ['split(email, "@", "1")', /split takes a whole number/],
    ['split(email, "@", 0)', /whole one from 1 to 9999/],
    ['split(email, "@", 99999999999999999999)', /whole one from 1 to 9999/],
    ['split(email, "@", -1)', /is missing/],
    ['split(email, "@", 1.5)', /comma or a closing bracket/],
    ['split(email, "")', /not empty/],
    ['replace(email, "", "x")', /not empty/],
    ['lower(5)', /lower takes a property, a text in quotes or a function/],
    ['5', /A number alone is no value/],
    ['"abc', /does not end at the beginning/],
    ['lower("abc)', /does not end after lower\( at character 7/],
    ['"a\\n"', /Only a quote or a backslash/],
    ['"a\\', /Only a quote or a backslash/],
    ['"\u0000"', /can’t be sent/],
    ['"\uD800"', /can’t be sent/],
    ['email\u0000', /should end/],
    ['emаil', /no property called em/],
    ['Lower(email)', /no function called Lower\. Write lower\./],
    ['displayname', /no property called displayname\. Write displayName\./],
    [`lower(${'"x" '.repeat(100)})`, /comma or a closing bracket/],
  ])('%j', (text, sentence) => {
    const started = performance.now();
    expect(expressionProblem(text)).toMatch(sentence);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
  test('the limits themselves are allowed', () => {
    expect(give(deep(10))).toEqual(['anna@example.com']);
    expect(expressionProblem(wide(50))).toBeUndefined();
    expect(give(`"${'x'.repeat(498)}"`)).toEqual(['x'.repeat(498)]);
  });
});

describe('A7: values can’t grow without bounds', () => {
  const named = (displayName: string, groupNames: string[] = []): AttributeSource => ({
    ...SOURCE,
    user: { ...SOURCE.user, displayName },
    groupNames,
  });
  const tooLong = /more than 1,024 characters/;
  const tooMany = /more than 5000 values/;
  const fifty = 'x'.repeat(50);
  test.each<[string, AttributeSource, RegExp]>([
    ['displayName', named('x'.repeat(1025)), tooLong],
    ['upper(displayName)', named('ß'.repeat(600)), tooLong],
    ['suffix(displayName, "x")', named('x'.repeat(1024)), tooLong],
    ['join("", displayName, displayName)', named('x'.repeat(600)), tooLong],
    [
      `replace(replace(replace(displayName, "x", "${fifty}"), "x", "${fifty}"), "x", "${fifty}")`,
      named(fifty),
      tooLong,
    ],
    [
      'values(groups, groups)',
      named(
        'x',
        Array.from({ length: 3000 }, (_, n) => `g${n}`),
      ),
      tooMany,
    ],
    [
      'split(groups, "x")',
      named(
        'x',
        Array.from({ length: 20 }, () => 'ax'.repeat(500)),
      ),
      tooMany,
    ],
    [
      'join(",", groups)',
      named(
        'x',
        Array.from({ length: 5000 }, (_, n) => `g${n}`),
      ),
      tooLong,
    ],
  ])('%s', (text, source, sentence) => {
    const started = performance.now();
    const error = refusal(() => give(text, source));
    expect(error.message).toMatch(sentence);
    expect(error.code).toBe('value_not_allowed');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
  test('text that looks like a pattern is text', () => {
    const source = named('a'.repeat(40) + '!');
    const started = performance.now();
    expect(give('replace(displayName, "(a+)+$", "x")', source)).toEqual(['a'.repeat(40) + '!']);
    expect(give('split(displayName, ".*")', source)).toEqual(['a'.repeat(40) + '!']);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
  test('markup in a value stays text, and names of objects are no values', () => {
    expect(give('join("", "</saml:Attribute>", displayName)', named('&<"'))).toEqual(['</saml:Attribute>&<"']);
    expect(give('when(displayName, "__proto__", "x", "y")', named('constructor'))).toEqual(['y']);
  });
});
