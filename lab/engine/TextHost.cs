using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;
using System.Security;

/// <summary>The console as plain text: everything but errors goes to standard output, and nothing can be asked.</summary>
sealed class TextHost : PSHost
{
    /// <summary>Set by `exit`; null while the session goes on.</summary>
    public int? ExitCode { get; private set; }
    public override string Name => "ConsoleHost";
    public override Version Version { get; } =
        new(typeof(PSObject).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version);
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI { get; } = new TextUI();
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
    public override void EnterNestedPrompt() => throw TextUI.NonInteractive();
    public override void ExitNestedPrompt() => throw TextUI.NonInteractive();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}

sealed class TextUI : PSHostUserInterface
{
    public static Exception NonInteractive() =>
        new PSInvalidOperationException("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");

    public override PSHostRawUserInterface? RawUI => null;
    public override void Write(string value) => Console.Out.Write(value);
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => Write(value);
    public override void WriteLine(string value) => Console.Out.WriteLine(value);
    public override void WriteErrorLine(string value) => Console.Error.WriteLine(value);
    public override void WriteDebugLine(string message) => WriteLine($"DEBUG: {message}");
    public override void WriteVerboseLine(string message) => WriteLine($"VERBOSE: {message}");
    public override void WriteWarningLine(string message) => WriteLine($"WARNING: {message}");
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override string ReadLine() => throw NonInteractive();
    public override SecureString ReadLineAsSecureString() => throw NonInteractive();
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NonInteractive();
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NonInteractive();
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NonInteractive();
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
        throw NonInteractive();
}
