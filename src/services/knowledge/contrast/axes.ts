/** Two directions that a question can have. Asking for one is not asking for the other, however alike the words are. */
export interface Axis {
  /** What it is about, for the reason that is given. */
  readonly name: string;
  /** Being so and becoming so are one: "signed out" and "sign out", where "deleted" and "delete" are not. */
  readonly isState: boolean;
  /** The words of each direction, in their base form; of two words, the second may stand behind the object. */
  readonly sides: readonly [one: readonly string[], other: readonly string[]];
}

/**
 * What turns a question round. A word may stand in several lines: stopping ends what was begun, and is no start. What
 * only has a prefix more ("unlock", "deactivate", "disconnect") needs no line: see `prefixes`.
 */
export const axes: readonly Axis[] = [
  axis(
    'begun or ended',
    `turn on, switch on, enable, activate, reactivate, set up, setup, install, reinstall, configure, create, generate, add,
     connect, reconnect, start, restart, begin, launch, subscribe, resubscribe, sign up, register, join, invite, grant,
     require, enforce, resume, restore, recover, undelete, get back, bring back, renew, continue, mandatory, reopen, hire,
     insert, attach, plug in, assign, permit, allow, share, keep`,
    `turn off, switch off, shut off, shut down, disable, deactivate, uninstall, remove, delete, erase, disconnect, unlink,
     stop, end, quit, cancel, unsubscribe, unregister, leave, revoke, uninvite, pause, suspend, terminate, get rid, discard,
     drop, close, optional, unshare, unassign, fire, detach, unplug, clear, withdraw, forbid, block, prohibit, take
     away, abort, halt, discontinue, decommission, cancellation, deletion, removal, deactivation, termination`,
  ),
  state(
    'in or out',
    'sign in, log in, login, signin, logon, log on, check in, clock in, zoom in, phase in, opt in',
    'sign out, log out, log off, sign off, logout, signout, logoff, check out, clock out, zoom out, phase out, opt out',
  ),
  axis(
    'more or less',
    `upgrade, increase, raise, more, larger, bigger, grow, expand, maximize, maximise, higher, turn up, move up, go up,
     scroll up, promote, extend, lengthen, longer, enlarge, faster, speed up, louder, brighter, widen, heavier, thicker, largest,
     biggest, highest, longest, fastest, strengthen, maximum, max, most, boost, scale up, improve, rise`,
    `downgrade, decrease, lower, reduce, fewer, less, smaller, shrink, collapse, minimize, minimise, turn down, move down,
     go down, scroll down, demote, shorten, shorter, slower, slow down, quieter, dimmer, narrow, lighter, thinner,
     smallest, lowest, shortest, slowest, weaken,
     minimum, min, least, restrict, scale down, worsen, fall`,
  ),
  axis('before or after', 'before, within, until, till, prior, earlier, previous', 'after, later, beyond, afterwards'),
  axis('in or out of here', 'import, upload', 'export, download'),
  axis('to or from you', 'send, push, lend, sell', 'receive, pull, borrow, buy, purchase'),
  axis('locked or unlocked', 'lock, freeze, protect', 'unlock, unfreeze, unprotect'),
  axis('shown or hidden', 'show, see, reveal, unhide, display', 'hide, conceal'),
  state('public or private', 'public, publish', 'private, unpublish, confidential'),
  state(
    'accepted or refused',
    'accept, approve, valid, accepted, approved',
    'reject, decline, refuse, deny, invalid, declined, rejected, refused',
  ),
  state(
    'allowed or not',
    'allow, permit, unblock, authorize, authorise',
    'block, forbid, forbidden, prohibit, ban, disallow, prevent, deny',
  ),
  axis('opened or closed', 'open, reopen', 'close, shut'),
  axis('running or stopped', 'start, begin, resume, continue, unpause', 'stop, end, finish, pause, halt, put on hold'),
  axis('joined or split', 'merge, combine, unite, group', 'split, separate, divide, ungroup'),
  axis(
    'packed or unpacked',
    'encrypt, encode, compress, zip, pack, wrap',
    'decrypt, decode, decompress, extract, unzip, unpack',
  ),
  axis('booked or cancelled', 'book, reserve, confirm', 'cancel, unbook'),
  axis('muted or not', 'mute, silence', 'unmute'),
  state(
    'included or excluded',
    'include, included, including, inclusive',
    'exclude, excluded, excluding, exclusive, except',
  ),
  axis('hot or cold', 'hot, warm, heat', 'cold, cool, chilly'),
  axis('light or dark', 'light', 'dark'),
  axis('online or offline', 'online', 'offline'),
  axis(
    'inside or outside',
    'inside, internal, indoor, inbound, incoming',
    'outside, external, outdoor, outbound, outgoing',
  ),
  axis(
    'left or right',
    'left, leftmost, turn left, left side, left hand, left button, left door, left ear, left eye, left arm, left leg',
    'right, rightmost, turn right, right side, right hand, right button, right door, right ear, right eye, right arm, right leg',
  ),
  axis('front or back', 'front', 'rear, behind, back door, back side, back page, backside'),
  axis('read or written', 'read', 'write'),
  axis('saved or discarded', 'save', 'discard'),
  axis('undone or done again', 'undo', 'redo'),
  axis('cheap or dear', 'cheap, cheaper, cheapest', 'expensive, dearer'),
  axis('gross or net', 'gross', 'net'),
  state('used or new', 'used, second hand', 'unused, brand new'),
  axis('coming in or going out', 'income, revenue', 'expense, expenditure'),
  axis('wholesale or retail', 'wholesale', 'retail'),
  axis('single or double', 'single', 'double, twin'),
  axis('half or full', 'half', 'full, whole'),
  axis('positive or negative', 'positive', 'negative'),
  axis('there or there and back', 'one way', 'return ticket, round trip'),
  axis('horizontal or vertical', 'horizontal, landscape', 'vertical, portrait'),
  axis('deep or shallow', 'deep, deeper', 'shallow, shallower'),
  axis('wet or dry', 'wet', 'dry'),
  axis('top or bottom', 'top, above, upper', 'bottom, below, beneath, underneath'),
  axis('first or last', 'first, oldest, earliest', 'last, newest, latest'),
  axis('rising or falling', 'ascending', 'descending'),
  state('success or failure', 'succeed, success, successful, succeeded', 'fail, failed, failure, unsuccessful'),
  axis('by hand or by itself', 'manual, manually', 'automatic, automatically'),
  axis('must or may', 'mandatory, compulsory, obligatory, required', 'optional, voluntary'),
  state('paid or free', 'paid', 'free, unpaid'),
  state('early or late', 'early', 'late, delayed'),
  axis('arriving or leaving', 'arrive, arrival, enter, entrance', 'depart, departure, exit, leave'),
  axis('credit or debit', 'credit', 'debit'),
  axis('lost or won', 'gain, win', 'lose'),
  axis('weekdays or weekend', 'weekday, workday', 'weekend'),
  axis('morning or evening', 'morning, am', 'evening, pm, afternoon'),
  axis('grown up or not', 'parent, adult', 'child, children, kid'),
  axis('hired or fired', 'hire', 'fire, dismiss'),
  axis('day or night', 'daytime', 'night, nighttime'),
  axis('put in or taken out', 'put in, insert', 'take out, pull out, eject'),
  axis('possible or impossible', 'possible', 'impossible'),
  axis('at once or later', 'sync, synchronous, synchronously', 'async, asynchronous, asynchronously'),
  axis('written to or not', 'readwrite, writable', 'readonly'),
  axis('for good or for now', 'permanent, permanently, forever', 'temporary, temporarily'),
  axis('always or never', 'always', 'never'),
  axis('everybody or nobody', 'everybody, everyone', 'nobody, no one'),
  axis('old or new', 'old, older', 'new, newer'),
  axis('here or abroad', 'domestic, domestically', 'international, internationally, abroad, overseas'),
  state('fixed or variable', 'fixed', 'variable, adjustable, floating'),
  axis('if or unless', 'if', 'unless'),
  axis('above or below', '>, >=, ≥', '<, <=, ≤'),
];

/** The place of an axis in the list, by its name. */
export function axisNamed(name: string): number {
  return axes.findIndex((one) => one.name === name);
}

/** Turn the word behind them round. */
export const prefixes: readonly string[] = ['un', 'de', 'dis', 'des', 'non', 'in', 'im', 'ir', 'il', 'mis', 'anti'];

function axis(name: string, one: string, other: string): Axis {
  return { name, isState: false, sides: [list(one), list(other)] };
}

function state(name: string, one: string, other: string): Axis {
  return { ...axis(name, one, other), isState: true };
}

function list(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim().replaceAll(/\s+/g, ' '));
}
