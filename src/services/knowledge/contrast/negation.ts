import { rootOf } from './axisSides.ts';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
const roots = (text: string): ReadonlySet<string> => new Set([...set(text)].map(rootOf));

/** Turn round what follows them. Of other languages, the commonest. */
export const negators = set(`
  not dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt shouldnt mustnt wouldnt never nor neither without
  nicht kein keine keinen keinem nie pas jamais nunca`);

/** Say that something cannot be done: who says so asks how to do it. */
export const troubleNegators = set('cant cannot couldnt unable wont impossible nobody none');

/** What does not happen where something is broken. With a negator before it, it is a trouble, and not a wish. */
export const troubleVerbs = roots(`
  work arrive receive get got load open show appear sync connect go come let respond start update see find have know
  remember understand recognise recognize accept deliver send display save match run play print same available correct
  right complete finish reach function happen log sign login able possible recall think sure allow mind ok like`);

/** Those among them that stand in reports of what works, too: there, the opposite is told. */
export const tellingVerbs = roots(
  'work arrive load open appear sync connect respond start accept deliver match run play print finish reach function receive access remember know succeed find',
);

/** Who tells this of what works means that something does not. */
export const troubleWords = roots(`
  stopped fail broken problem issue error wrong stuck missing nothing only sometimes yesterday trouble help anymore slow`);

/** What is wished for stands behind them. */
export const wishes = roots('want need wish wanna plan intend mean would care');

/** What follows them is avoided: neither asked for nor asked against. */
export const avoidances = roots('stop prevent avoid forbid quit');

/** Begin a part that only says when or why. */
export const subordinators = set('before after when until till if unless while once since because');
/** The same, but not at the beginning of a question. */
export const relatives = set('that which who whose as');

/** Words between a negator and what it negates. */
export const fillers = set(`
  a an the my our your his her their its any some be been being to has had do does did i we you it they he she me us
  really ever just yet so too very much many at all please even more this that these those there was were is are again
  going longer actually also always currently`);

/** Begin a negative question, which asks the same as the positive one: "Don't you have …?" */
export const negativeQuestion =
  /^(?:(?:so|and|but|hi|hello) )*(?:(?:isnt|arent|wasnt|werent) (?!\w+ing )|(?:dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|havent|hasnt) (?:you|i|we|it|there|they|he|she|this|that|these|those|the|my|your|our|a|an|any|some) )/;

/** "Can I not …?" is one, too. */
export const questionWithNot =
  /^(?:can|could|do|does|did|is|are|will|would|should|may) (?:i|you|we|it|they|he|she|there) not /;

/** What happens to somebody: said without a subject, too, it is no request ("Don't see the button"). */
export const experiences = roots('have know remember understand see get receive find recognise recognize think recall');

/** Behind them, "to" begins what is done, and not where something goes. */
export const infinitives = set(`
  want wants wanted wanna need needs like wish how able unable going try trying have has used possible impossible where when
  what allowed love sure forgot remember plan planning hoping way time supposed id easy hard`);

/** What changes one thing to another: that stands before "to". */
export const transformations = roots(
  'convert translate transform change switch migrate move transfer exchange map rename turn compile transpile port',
);

/** Begin a question or a request; what begins otherwise tells something. */
export const asking =
  /^(?:(?:hi|hello|hey|please|so|and|but) )*(?:how|what|whats|where|when|why|which|who|whose|can|could|do|does|did|is|are|was|were|will|would|should|may|am|please|want|i want|we want|i need|we need|id|i would|we would|isnt|arent|dont|doesnt|cant|wont)\b/;

/** What they do to me, or you to somebody, is the other direction when seen from here. */
export const givers = roots('send lend sell push');
export const takers = roots('receive buy borrow purchase');

/** Words that are verbs, and things where a determiner stands before them ("the end", "an invite"). */
export const nouns = roots(`
  order end invite start stop block check show import export upload download lock close book buy split group reserve exit
  pause charge display freeze heat light zip pack wrap push add leave fire drop`);
