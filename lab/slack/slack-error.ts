/** A refusal of the Web API: `ok: false` with this code. */
export class SlackError extends Error {
  readonly code: string;
  /** What is wrong where, without the `[ERROR]` that Slack puts before it. */
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.messages = messages;
  }

  /** The answer's body as the Web API gives it. */
  body(): Record<string, unknown> {
    if (this.messages.length === 0) return { ok: false, error: this.code };
    const messages = this.messages.map((message) => `[ERROR] ${message}`);
    return { ok: false, error: this.code, errors: [...this.messages], response_metadata: { messages } };
  }
}
