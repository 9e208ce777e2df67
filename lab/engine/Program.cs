// A host named pwsh on Microsoft's System.Management.Automation: the real language, core cmdlets, remoting and
// serializer, without the Utility and Management modules. For machines that have the .NET SDK but no PowerShell.
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text;

// No diagnostics pipe: it costs start-up time and stays behind in the temporary folder when the process is ended.
Environment.SetEnvironmentVariable("POWERSHELL_DIAGNOSTICS_OPTOUT", "1");
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
// Own writers: the console class would follow the locale and may write terminal codes for TERM.
Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true });
Console.SetError(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true });
Console.SetIn(new StreamReader(Console.OpenStandardInput(), utf8));

Options options;
try
{
    options = Options.Read(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    return 64;
}
if (options.WorkingDirectory is { } folder) Directory.SetCurrentDirectory(folder);
if (options.Server) return Serve();

var host = new TextHost();
using var runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
// A thread per line would cost more than most lines do.
runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
runspace.Open();
var succeeded = true;
if (options.Script is { } script) Execute(shell => shell.AddScript(script));
else if (options.File is { } file) ExecuteFile(Path.GetFullPath(file), options.Arguments);
if (options.ReadsInput) ReadCommands(Console.In);
// Exit, not return: a runspace or job left open by a script must not keep the process alive.
Environment.Exit(host.ExitCode ?? (succeeded || options.ReadsInput ? 0 : 1));
return 0;

// Ends with the input or with `exit`. Like the console host: an incomplete line opens a block, only an empty line
// ends it, and a block still open at the end of the input is dropped.
void ReadCommands(TextReader input)
{
    StringBuilder? block = null;
    while (host.ExitCode is null && input.ReadLine() is { } line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            if (block is null) continue;
            line = block.ToString();
            block = null;
        }
        else if (block is not null)
        {
            block.Append('\n').Append(line);
            continue;
        }
        Parser.ParseInput(line, out _, out var errors);
        if (errors.Any(error => error.IncompleteInput)) block = new StringBuilder(line);
        else Execute(shell => shell.AddScript(line));
    }
}

void ExecuteFile(string path, string[] arguments)
{
    Execute(shell => arguments.Aggregate(shell.AddCommand(path), (command, argument) => command.AddArgument(argument)));
    // `exit 3` in a script file ends the script, not the host; as with -File it is the exit code all the same.
    if (runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code) host.SetShouldExit(code);
}

void Execute(Action<PowerShell> build)
{
    using var shell = PowerShell.Create(runspace);
    build(shell);
    var output = new PSDataCollection<PSObject>();
    output.DataAdded += (_, added) =>
    {
        if (output[added.Index] is { } value) host.UI.WriteLine(value.ToString());
    };
    shell.Streams.Error.DataAdded += (_, added) => host.UI.WriteErrorLine(Words(shell.Streams.Error[added.Index]));
    try
    {
        shell.Invoke(null, output);
        succeeded = !shell.HadErrors;
    }
    catch (Exception error)
    {
        succeeded = false;
        host.UI.WriteErrorLine(error is RuntimeException { ErrorRecord: { } record } ? Words(record) : error.Message);
    }
}

static string Words(ErrorRecord record) =>
    record.InvocationInfo?.MyCommand is { } command ? $"{command.Name}: {record}" : record.ToString();

// The far side of `pwsh -s` (out-of-process runspaces, jobs). Its mediator is internal to the engine; the names are
// those of the version the project file pins.
static int Serve()
{
    var mediator = typeof(PowerShell).Assembly.GetType("System.Management.Automation.Remoting.Server.StdIOProcessMediator", throwOnError: true)!;
    var run = mediator.GetMethod("Run", BindingFlags.Static | BindingFlags.NonPublic)!;
    run.Invoke(null, [null, null, null, null, false]);
    return 0;
}
