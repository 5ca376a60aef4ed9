/** The base form of irregular forms in the past. */
export const pastForms: ReadonlyMap<string, string> = new Map(
  `went go,gone go,came come,sent send,got get,gotten get,bought buy,sold sell,wrote write,written write,won win,lost lose,
  found find,paid pay,broke break,broken break,stole steal,stolen steal,chose choose,chosen choose,ate eat,eaten eat,made make,
  took take,taken take,gave give,given give,drove drive,driven drive,spoke speak,spoken speak,told tell,thought think,
  began begin,begun begin,became become,knew know,known know,saw see,seen see,ran run,kept keep,built build,felt feel,met meet,
  forgot forget,forgotten forget,held hold,lent lend,spent spend,taught teach,wore wear,worn wear,grew grow,grown grow,
  shown show,hid hide,hidden hide,froze freeze,frozen freeze,drew draw,flew fly,fell fall,rose rise,woke wake,threw throw`
    .split(',')
    .map((pair) => {
      const [past = '', base = ''] = pair.trim().split(' ');
      return [past, base] as const;
    }),
);

/** Regular but for their spelling. */
export const presentForms: ReadonlyMap<string, string> = new Map([
  ['goes', 'go'],
  ['does', 'do'],
  ['going', 'go'],
]);
