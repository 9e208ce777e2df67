/** The look of the page: a chat, quiet, readable in a README picture. */
export const STYLE = `
body { font: 15px/1.45 system-ui, 'Segoe UI', sans-serif; color: #1d1c1d; background: #fff; margin: 0; }
main { max-width: 860px; margin: 0 auto; padding: 16px 24px 40px; }
h1 { font-size: 18px; border-bottom: 1px solid #ddd; padding-bottom: 10px; margin: 0 0 12px; }
h3 { font-size: 18px; margin: 4px 0; }
p { margin: 4px 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.entry { display: grid; grid-template-columns: 40px 1fr; gap: 10px; padding: 8px; }
.avatar { width: 36px; height: 36px; border-radius: 8px; color: #fff; font-weight: 700; text-align: center; line-height: 36px; }
.who { font-weight: 700; }
.app { font-size: 11px; background: #e8e8e8; border-radius: 3px; padding: 0 4px; margin-left: 5px; color: #616061; }
.note, .context { color: #616061; font-size: 13px; }
.private { background: #f8f8f8; }
.thread { border-left: 3px solid #ddd; margin: 6px 0 0; }
.command, code { font-family: ui-monospace, Consolas, monospace; }
code, pre { background: #f6f6f6; border: 1px solid #e0e0e0; border-radius: 4px; font-size: 13px; }
code { color: #b3123f; padding: 1px 3px; }
pre { padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote { border-left: 4px solid #ddd; margin: 4px 0; padding-left: 10px; }
table { border-collapse: collapse; margin: 6px 0; font-size: 14px; }
th, td { border: 1px solid #ddd; padding: 4px 8px; text-align: left; vertical-align: top; }
th { background: #f8f8f8; }
hr { border: 0; border-top: 1px solid #ddd; }
.mention { background: #e8f0fa; color: #1264a3; border-radius: 3px; padding: 0 2px; }
.button { display: inline-block; border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: 700; font-size: 13px; }
.button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.button.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
.beside { float: right; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 16px; }
.field { display: block; border: 1px solid #bbb; border-radius: 4px; padding: 6px 8px; min-height: 20px; color: #616061; }
.input label { display: block; font-weight: 700; }
.window { border: 1px solid #bbb; border-radius: 8px; box-shadow: 0 4px 14px rgba(0, 0, 0, 0.15); margin: 8px 58px; padding: 12px 16px; }
.window .buttons { text-align: right; }
.picture, .file { border: 1px dashed #bbb; border-radius: 4px; padding: 2px 6px; color: #616061; font-size: 13px; }
.task.complete { color: #007a5a; }
.task.error { color: #e01e5a; }
.inner { margin-left: 22px; }
`;
