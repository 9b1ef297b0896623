// The path of one client request through a trace: asked, taken, proposed, appended, durable, acknowledged,
// committed, applied, answered, with everything that got in its way.

import type { RequestId } from '../core/index.ts';
import { answerText, askText } from './describe-requests.ts';
import { packetText } from './describe.ts';
import { type Endpoint, endpointName } from './endpoint.ts';
import type { Packet } from './packet.ts';
import { RequestPlace } from './request-places.ts';
import type { TraceChange } from './trace-change.ts';
import type { TraceEvent } from './trace.ts';

/** One step of the path. */
export interface PathStep {
  readonly tick: number;
  readonly node: Endpoint;
  /** What happened there, without tick and node: `commits 2@1`. */
  readonly text: string;
  /** What the colour says: progress, an obstacle, or the outcome. */
  readonly tone: 'progress' | 'trouble' | 'outcome';
}

/** What is said on behalf of one request. */
type Exchange = Extract<
  Packet,
  { kind: 'client-request' | 'client-response' | 'read-request' | 'read-response' }
>;

/** Ticks of what every request that goes well comes by; -1 for what has not happened. */
interface Milestones {
  asked: number;
  taken: number;
  takenBy: Endpoint;
  proposed: number;
  committed: number;
  answered: number;
  ended: number;
}

const NEVER: Milestones = {
  asked: -1,
  taken: -1,
  takenBy: -1,
  proposed: -1,
  committed: -1,
  answered: -1,
  ended: -1,
};

/** Follows one request: takes every event of a trace, in order, and keeps the steps. */
export class RequestPath {
  readonly request: RequestId;
  readonly steps: PathStep[] = [];
  /** Its entries, in the order in which they were proposed. */
  readonly places: RequestPlace[] = [];
  attempts = 0;
  /** `done`, or why not; empty while it is under way. */
  outcome = '';
  readonly milestones: Milestones = { ...NEVER };
  /** The last event that brought a node entries of this request. */
  private broughtBy = -1;
  /** Whom the last step sent an entry to, so that one line tells of all that leave together. */
  private sending: { readonly at: TraceEvent; readonly to: Endpoint[] } | null = null;

  constructor(request: RequestId) {
    this.request = request;
  }

  /** Takes the next event. */
  take(event: TraceEvent): void {
    const { message, change } = event;
    if (message !== null) this.takeMessage(event, message);
    else if (change !== undefined) this.takeChange(event, change);
    else if (this.isOurs(event.request)) this.note(event, event.text);
  }

  private isOurs(request: RequestId | null): boolean {
    return (
      request !== null &&
      request.client === this.request.client &&
      request.sequence === this.request.sequence
    );
  }

  private note(event: TraceEvent, text: string, tone: PathStep['tone'] = 'progress'): void {
    this.sending = null;
    this.steps.push({ tick: event.tick, node: event.node, text, tone });
  }

  private takeMessage(event: TraceEvent, message: Packet): void {
    switch (message.kind) {
      case 'client-request':
      case 'client-response':
      case 'read-request':
      case 'read-response':
        if (this.isOurs(message.request)) this.takeExchange(event, message);
        return;
      case 'append-request':
        this.takeAppend(event, message);
        return;
      case 'append-response':
        this.takeAnswer(event, message);
        return;
      default:
    }
  }

  private takeExchange(event: TraceEvent, message: Exchange): void {
    const { milestones } = this;
    const to = endpointName(message.to);
    if (event.kind !== 'send' && event.kind !== 'deliver') {
      const what = message.kind.endsWith('request') ? 'request' : 'answer';
      const from = endpointName(message.from);
      const text = `the ${what} from ${from} to ${to} ${fate(event, message)}`;
      this.note(event, text, 'trouble');
      return;
    }
    const isSent = event.kind === 'send';
    switch (message.kind) {
      case 'client-request':
        if (isSent) this.ask(event, to, askText(message.ask));
        else {
          milestones.taken = event.tick;
          milestones.takenBy = event.node;
          this.note(event, 'takes it');
        }
        return;
      case 'client-response': {
        if (isSent) milestones.answered = event.tick;
        const text = answerText(message.answer);
        const tone = message.answer.ok ? 'progress' : 'trouble';
        const who = isSent ? 'answers' : `hears from ${endpointName(message.from)}`;
        this.note(event, `${who}: ${text}`, tone);
        return;
      }
      case 'read-request':
        if (isSent) this.note(event, `asks ${to} from which index it may answer`);
        return;
      case 'read-response':
        if (isSent) {
          const text = message.ok ? `from index ${message.readIndex}` : 'it does not lead';
          this.note(event, `tells ${to}: ${text}`, message.ok ? 'progress' : 'trouble');
        }
    }
  }

  private ask(event: TraceEvent, to: string, what: string): void {
    const isRepeated = this.outcome !== '' || this.attempts > 0;
    this.attempts += 1;
    if (!isRepeated) this.milestones.asked = event.tick;
    this.outcome = '';
    const text = isRepeated ? `asks again, ${to}: attempt ${this.attempts}` : `asks ${to}: ${what}`;
    this.note(event, text);
  }

  /** The places that some entries are. */
  private placesIn(message: Extract<Packet, { kind: 'append-request' }>): readonly RequestPlace[] {
    const { entries } = message;
    if (entries.length === 0 || this.places.length === 0) return [];
    return this.places.filter(({ index, term }) => {
      const entry = entries[index - entries[0].index];
      return entry !== undefined && entry.term === term;
    });
  }

  private takeAppend(
    event: TraceEvent,
    message: Extract<Packet, { kind: 'append-request' }>,
  ): void {
    for (const place of this.placesIn(message)) {
      const { to } = message;
      if (event.kind === 'deliver') {
        this.broughtBy = event.i;
      } else if (event.kind === 'send') {
        if (!place.holders.has(to)) this.noteSending(event, place, to);
      } else if (!place.holders.has(to) && this.isWorthTelling(place, to)) {
        this.note(event, `${place.name} to ${endpointName(to)} ${fate(event, message)}`, 'trouble');
      }
    }
  }

  /** Who cannot be reached is sent the same for ever: the first times tell all there is to tell. */
  private isWorthTelling({ sent }: RequestPlace, to: Endpoint): boolean {
    const times = sent.get(to) ?? 0;
    return times <= 1 || (this.isUnderWay && times <= AGAIN.length);
  }

  /** One line for all that leave together. */
  private noteSending(event: TraceEvent, place: RequestPlace, to: Endpoint): void {
    const { sending } = this;
    const times = place.sent.get(to) ?? 0;
    const again = AGAIN[times] ?? '';
    place.sent.set(to, times + 1);
    if (!this.isWorthTelling(place, to)) return;
    if (
      again === '' &&
      sending !== null &&
      sending.at.tick === event.tick &&
      sending.at.node === event.node
    ) {
      sending.to.push(to);
      this.steps.pop();
    } else {
      this.sending = { at: event, to: [to] };
    }
    const names = (this.sending?.to ?? [to]).map(endpointName).join(', ');
    const { tick, node } = event;
    const text = `sends ${place.name}${again} to ${names}`;
    this.steps.push({ tick, node, text, tone: again === '' ? 'progress' : 'trouble' });
    if (again !== '') this.sending = null;
  }

  private takeAnswer(
    event: TraceEvent,
    message: Extract<Packet, { kind: 'append-response' }>,
  ): void {
    if (!message.success) return;
    for (const place of this.places) {
      const holding = place.holders.get(message.from);
      if (holding === undefined || message.matchIndex < place.index) continue;
      const leader = endpointName(message.to);
      if (event.kind === 'send' && !holding.isAcknowledged) {
        holding.isAcknowledged = true;
        this.note(event, `acknowledges ${place.name} to ${leader}`);
      } else if (event.kind === 'deliver' && !holding.isCounted) {
        holding.isCounted = true;
        this.note(event, `knows that ${endpointName(message.from)} has ${place.name}`);
      } else if ((event.kind === 'lose' || event.kind === 'hold') && !holding.isCounted) {
        holding.isAcknowledged = false;
        const what = `the acknowledgement of ${place.name} to ${leader}`;
        this.note(event, `${what} ${fate(event, message)}`, 'trouble');
      }
    }
  }

  private takeChange(event: TraceEvent, change: TraceChange): void {
    switch (change.kind) {
      case 'append':
        if (this.isOurs(event.request)) this.takeEntry(event, change);
        return;
      case 'apply':
        if (this.isOurs(event.request)) this.takeApply(event, change);
        return;
      case 'ended':
        if (!this.isOurs(event.request)) return;
        this.outcome = change.status === 'ok' ? 'done' : event.text.replace(/^.*? ends: /, '');
        this.milestones.ended = event.tick;
        this.note(event, `ends: ${this.outcome}`, 'outcome');
        return;
      case 'role':
        if (change.to === 'leader' && this.isUnderWay) this.note(event, event.text, 'trouble');
        return;
      case 'core': {
        const isOfEntries = change.event.kind === 'append-refused';
        const brought = this.broughtBy >= 0 && event.cause === this.broughtBy;
        if (isOfEntries && brought) this.note(event, event.text, 'trouble');
        return;
      }
      default:
        for (const place of this.places) this.takeProgress(event, change, place);
        this.noteCrash(event, change);
    }
  }

  private get isUnderWay(): boolean {
    return this.attempts > 0 && this.outcome === '';
  }

  private takeEntry(event: TraceEvent, change: Extract<TraceChange, { kind: 'append' }>): void {
    const { index, term, proposed } = change;
    let place = this.places.find((known) => known.index === index && known.term === term);
    if (place === undefined) {
      place = new RequestPlace(index, term);
      this.places.push(place);
      if (this.milestones.proposed < 0) this.milestones.proposed = event.tick;
    }
    place.take(event.node);
    this.note(event, proposed ? `proposes it as ${place.name}` : `appends ${place.name}`);
  }

  private takeApply(event: TraceEvent, change: Extract<TraceChange, { kind: 'apply' }>): void {
    const { index, term, outcome } = change;
    const place = this.places.find((known) => known.index === index && known.term === term);
    const holding = place?.holders.get(event.node);
    if (holding !== undefined) holding.isApplied = true;
    const [, without = ''] = /(, without effect: .*)$/s.exec(event.text) ?? [];
    const text = `applies ${index}@${term}${without}`;
    this.note(event, text, outcome === 'done' ? 'progress' : 'trouble');
  }

  /** What happens to a node that has an entry of the request, or should. */
  private takeProgress(event: TraceEvent, change: TraceChange, place: RequestPlace): void {
    const holding = place.holders.get(event.node);
    const { name, index } = place;
    if (holding === undefined) {
      if (change.kind === 'install' && place.isCommitted && change.index >= index) {
        this.note(event, `has ${name} by a snapshot up to ${change.index}`);
      }
      return;
    }
    switch (change.kind) {
      case 'write':
        if (change.lastIndex < index || holding.isWriting) return;
        holding.isWriting = true;
        this.note(event, `starts to write ${name}`);
        return;
      case 'sync':
        if (change.lastIndex < index || holding.isDurable) return;
        holding.isDurable = true;
        this.note(event, `has ${name} durable`);
        return;
      case 'commit':
        if (change.to < index || holding.isCommitted) return;
        holding.isCommitted = true;
        if (!place.isCommitted) this.milestones.committed = event.tick;
        place.isCommitted = true;
        this.note(event, `commits ${name}`);
        return;
      case 'truncate':
        if (change.from > index) return;
        place.holders.delete(event.node);
        this.note(event, `cuts ${name} off its log`, 'trouble');
        return;
      case 'start':
        this.takeStart(event, change, place);
        return;
      default:
    }
  }

  private takeStart(
    event: TraceEvent,
    change: Extract<TraceChange, { kind: 'start' }>,
    place: RequestPlace,
  ): void {
    const holding = place.holders.get(event.node);
    if (holding === undefined) return;
    if (change.end.index < place.index) {
      place.holders.delete(event.node);
      this.note(event, `starts again, without ${place.name}`, 'trouble');
      return;
    }
    // What was not on the disk is not in the log; what only memory knew is to be learned again.
    place.take(event.node);
    const again = place.holders.get(event.node);
    if (again !== undefined) {
      again.isDurable = true;
      again.isWriting = true;
      again.isCommitted = change.commitIndex >= place.index;
    }
    this.note(event, `starts again, with ${place.name}`);
  }

  /** A crash matters to a request that is under way, and to the copies of its entries. */
  private noteCrash(event: TraceEvent, change: TraceChange): void {
    if (change.kind !== 'fault' || !/^(crash|wipe|pause|resume)$/.test(change.code)) return;
    const isHolder = this.places.some(({ holders }) => holders.has(event.node));
    const isAsked = this.isUnderWay && this.milestones.takenBy === event.node;
    if (isAsked || (isHolder && this.isUnderWay)) this.note(event, event.text, 'trouble');
  }
}

/** How it is told that an entry is sent, by how often it was sent before. Further times are not told. */
const AGAIN: readonly string[] = ['', ' again', ' again and again'];

/** What became of a message, in words: `is lost: the link is cut`. */
function fate(event: TraceEvent, message: Packet): string {
  const text = packetText(message);
  return event.text.startsWith(text) ? event.text.slice(text.length + 1) : event.text;
}
