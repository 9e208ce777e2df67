using System.Text;

/// <summary>The part of pwsh's command line that this project and out-of-process runspaces use.</summary>
sealed class Options
{
    public bool Server { get; private set; }
    /// <summary>True when commands come from standard input: `-Command -`, or nothing else to run.</summary>
    public bool ReadsInput { get; private set; }
    public string? Script { get; private set; }
    public string? File { get; private set; }
    public string? WorkingDirectory { get; private set; }
    public string[] Arguments { get; private set; } = [];

    /// <exception cref="ArgumentException">An option this host doesn't know: ignoring it could run the wrong thing.</exception>
    public static Options Read(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length && options.Script is null && options.File is null; i++)
        {
            string Next() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            switch (args[i].TrimStart('-').ToLowerInvariant())
            {
                case "nologo" or "noprofile" or "nop" or "noninteractive" or "noni" or "noexit" or "sta" or "mta": break;
                case "executionpolicy" or "ep" or "ex" or "inputformat" or "outputformat" or "windowstyle": Next(); break;
                case "workingdirectory" or "wd": options.WorkingDirectory = Next(); break;
                case "servermode" or "s": options.Server = true; break;
                case "encodedcommand" or "enc" or "e" or "ec": options.Script = Encoding.Unicode.GetString(Convert.FromBase64String(Next())); break;
                case "file" or "f": options.File = Next(); options.Arguments = args[++i..]; break;
                case "command" or "c":
                    var text = Next();
                    if (text == "-") options.ReadsInput = true;
                    else options.Script = string.Join(' ', args[i..]);
                    break;
                default: throw new ArgumentException($"Unknown option {args[i]}.");
            }
        }
        options.ReadsInput |= options.Script is null && options.File is null;
        return options;
    }
}
