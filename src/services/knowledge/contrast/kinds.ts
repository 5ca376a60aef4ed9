/**
 * Kinds of things of which a question names one, and is another question where it names another. Of an entry that names
 * several of a kind, all are meant.
 */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  'programming language': list(`java, javascript, typescript, python, ruby, go, rust, php, kotlin, swift, scala, perl,
    haskell, elixir, clojure, dart, lua, matlab, fortran, cobol, julia, groovy, c, c++, c#, f#, j#, r, d, .net, vb.net,
    objective-c, bash, powershell, sql`),
  framework: list(
    'react, angular, vue, svelte, ember, jquery, django, flask, rails, laravel, spring, express.js, nextjs, nuxt',
  ),
  system: list(
    'windows, macos, mac, linux, ubuntu, debian, fedora, android, ios, iphone, ipad, chromebook, chromeos, freebsd',
  ),
  browser: list('chrome, firefox, safari, edge, opera, brave, chromium'),
  payment:
    list(`paypal, visa, mastercard, amex, stripe, klarna, bitcoin, ethereum, cryptocurrency, cash, cheque, sepa, venmo,
    alipay, giropay, ideal`),
  'file format':
    list(`pdf, csv, json, xml, yaml, excel, xlsx, xls, docx, word, html, markdown, png, jpg, jpeg, gif, svg, mp3,
    mp4, wav, zip, tar, parquet`),
  database: list('mysql, postgres, postgresql, sqlite, mongodb, oracle, redis, mariadb, mssql, cassandra, dynamodb'),
  cloud: list('aws, azure, gcp, heroku, vercel, netlify, digitalocean'),
  service: list(`slack, discord, zoom, telegram, whatsapp, signal, gmail, outlook, dropbox, onedrive, github, gitlab,
    bitbucket, jira, trello, asana, notion, netflix, spotify, facebook, instagram, twitter, linkedin, tiktok, youtube, amazon,
    ebay, google, apple, microsoft, salesforce, hubspot, zapier, okta`),
  'spoken language':
    list(`english, german, french, spanish, italian, portuguese, dutch, polish, russian, chinese, japanese,
    korean, arabic, hindi, turkish, swedish, danish, norwegian, finnish, czech, greek, hebrew, thai, vietnamese`),
  country:
    list(`canada, mexico, germany, france, spain, italy, portugal, poland, russia, china, japan, korea, india, turkey,
    sweden, denmark, norway, finland, austria, switzerland, belgium, netherlands, ireland, england, scotland, australia,
    brazil, argentina, usa, uk, europe, asia, africa, america`),
  day: list('monday, tuesday, wednesday, thursday, friday, saturday, sunday'),
  month: list(`january, february, april, june, july, august, september, october, november, december`),
  season: list('spring, summer, autumn, winter'),
  period: list('secondly, minutely, hourly, daily, weekly, monthly, quarterly, yearly'),
  plan: list('basic, premium, starter, standard, professional, ultimate'),
  currency: list('euro, dollar, pound, yen, franc, rupee'),
  meal: list('breakfast, lunch, dinner'),
  colour: list('red, green, blue, yellow, black, white, orange, purple, pink, grey, brown'),
};

/** Other names of the same. */
export const otherNames: ReadonlyMap<string, string> = new Map([
  ['annual', 'yearly'],
  ['golang', 'go'],
  ['annually', 'yearly'],
  ['mac', 'macos'],
  ['postgres', 'postgresql'],
  ['js', 'javascript'],
  ['ts', 'typescript'],
  ['jpeg', 'jpg'],
  ['xls', 'excel'],
  ['xlsx', 'excel'],
  ['docx', 'word'],
  ['iphone', 'ios'],
  ['ipad', 'ios'],
  ['gray', 'grey'],
  ['saturdays', 'saturday'],
  ['sundays', 'sunday'],
  ['mondays', 'monday'],
  ['fridays', 'friday'],
]);

function list(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim());
}
