# Cmdlets that misbehave on purpose, one way each, for the fences of the boundary. Never part of the product or the lab.
function Get-SfbLabMarker { 'LAB' }
function Get-CsEcho { param([string]$Value, [string[]]$List) if ($null -ne $List) { $List } else { $Value } }
function Get-CsTyped { param($Value) [pscustomobject]@{ Type = $Value.GetType().FullName; Text = [string]$Value } }
function Get-CsSlow { param([int]$Milliseconds, [string]$Value = 'slept') [System.Threading.Thread]::Sleep($Milliseconds); $Value }
function Get-CsChatty { [CmdletBinding()]param([int]$Milliseconds)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ($watch.ElapsedMilliseconds -lt $Milliseconds) { $PSCmdlet.WriteWarning('again'); [System.Threading.Thread]::Sleep(1) }
    'silent' }
function Get-CsHang { while ($true) { [System.Threading.Thread]::Sleep(50) } }
function Get-CsEnd { param([int]$Code, [string]$How)
    $me = [System.Diagnostics.Process]::GetCurrentProcess()
    if ($How -eq 'exit') { [System.Environment]::Exit($Code) }
    $null = [System.Diagnostics.Process]::Start('/bin/kill', "-$How $($me.Id)")
    [System.Threading.Thread]::Sleep(10000); 'still here'
}
function Get-CsPrompt { param([Parameter(Mandatory = $true)][string]$Needed) "got $Needed" }
function Get-CsQuestion { $Host.UI.Prompt('Really?', 'Type it', [System.Management.Automation.Host.FieldDescription[]]@([System.Management.Automation.Host.FieldDescription]::new('answer'))) }
function Get-CsNoise { [System.Console]::Error.WriteLine('noise on stderr'); [System.Console]::Error.Flush(); 'fine' }
function Get-CsHostText { param([string]$Text) $Host.UI.WriteLine($Text); 'told' }
function Get-CsLookAlike { param([string]$Text) [System.Console]::Out.Write("`n$Text`n"); $Text }
function Get-CsBig { param([int]$Bytes) [string]::new('x', $Bytes) }
function Get-CsWarnings { [CmdletBinding()]param([int]$Count) for ($i = 0; $i -lt $Count; $i++) { $PSCmdlet.WriteWarning("warning $i") }; 'warned' }
function Get-CsProgress { [CmdletBinding()]param([int]$Count)
    for ($i = 0; $i -lt $Count; $i++) { $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'work', "step $i")) }; 'done' }
function Get-CsCrLf { [System.Console]::Out.NewLine = "`r`n"; 'set' }
function Get-CsTalking { [CmdletBinding()]param([string]$Gate)
    $PSCmdlet.WriteWarning('begun')
    $VerbosePreference = 'Continue'
    $PSCmdlet.WriteVerbose('details')
    $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'Moving', 'step 3'))
    while (-not [System.IO.File]::Exists($Gate)) { [System.Threading.Thread]::Sleep(5) }
    $PSCmdlet.WriteWarning('ending'); 'done' }
function Get-CsEvaluated { param([string]$Value) & ([scriptblock]::Create('"' + $Value + '"')) }
function Get-CsProcess { [System.Diagnostics.Process]::GetCurrentProcess().Id }
function Get-CsWhere { [pscustomobject]@{ Server = $global:SfbLab.Server; World = $global:SfbLab.World; Path = [string]$env:PSModulePath; Loading = [string]$PSModuleAutoLoadingPreference } }
function Get-CsKept { param([string]$Mark) if ($null -eq $global:SfbKept) { $global:SfbKept = $Mark }; $global:SfbKept }
function Get-CsFailing { [CmdletBinding()]param([switch]$Terminating)
    $record = [System.Management.Automation.ErrorRecord]::new([System.UnauthorizedAccessException]::new('Zugriff verweigert'), 'AccessDenied', 'PermissionDenied', $null)
    if ($Terminating) { $PSCmdlet.ThrowTerminatingError($record) }
    $PSCmdlet.WriteError($record); 'after the error' }
function Get-CsNothing { }
function Get-CsNull { $null }
function Get-CsShapes { [pscustomobject]@{ One = 'a'; Many = @('a', 'b'); Missing = $null; When = [datetime]::new(2026, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc); Number = 1.5
    Kind = [System.DayOfWeek]::Monday; Version = [version]'6.0.9319.102'; Id = [guid]'d3b0f2a1-0000-4000-8000-000000000001'; Span = [timespan]::FromMinutes(2)
    Nested = @([pscustomobject]@{ Name = 'x'; Inner = @([pscustomobject]@{ Deep = 1 }) }) } }
function Get-CsCulture { $day = [datetime]::new(2026, 1, 2, 0, 0, 0, [System.DateTimeKind]::Utc)
    [pscustomobject]@{ Culture = [System.Threading.Thread]::CurrentThread.CurrentCulture.Name; Number = 1234.5; When = $day; TITLE = 'found'
        Local = (1234.5).ToString() + ' ' + $day.ToString('yyyy') + ' ' + 'title'.ToUpper(); Plain = [string]1234.5 + ' ' + [string]$day } }
function Get-CsCrowd { param([string]$Folder, [int]$Wanted, [int]$Number)
    # How many of these run at once: each leaves a file while it runs, and none ends before so many were there.
    $mine = [System.IO.Path]::Combine($Folder, "running-$Number")
    $reached = [System.IO.Path]::Combine($Folder, 'reached')
    [System.IO.File]::WriteAllText($mine, '')
    $most = 0
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        $most = [System.Math]::Max($most, [System.IO.Directory]::GetFiles($Folder, 'running-*').Length)
        if ($most -ge $Wanted) { [System.IO.File]::WriteAllText($reached, '') }
        [System.Threading.Thread]::Sleep(10)
    } until ([System.IO.File]::Exists($reached) -and $watch.ElapsedMilliseconds -ge 300)
    [System.IO.File]::Delete($mine)
    $most }
function Set-CsThing { [CmdletBinding(SupportsShouldProcess)]param([string]$Path) if ($PSCmdlet.ShouldProcess($Path, 'Write')) { [System.IO.File]::WriteAllText($Path, 'changed'); 'changed' } }
function Set-CsCareless { param([string]$Path) [System.IO.File]::WriteAllText($Path, 'changed'); 'changed' }
Export-ModuleMember -Function *
