# Files the cmdlets read and write. A drive letter is a folder of the server's own disk in the world, a UNC path one of
# its share folder; any other absolute path is taken as it is (the tests' own folders).

function Resolve-LabFile($Lab, [string]$Name) {
    if ($Name -match '^\\\\([^\\]+)\\(.+)$') {
        Assert-LabShare $Lab $Name
        return [System.IO.Path]::Combine($Lab.Path, 'share', (Get-LabShort $Matches[1]), $Matches[2].Replace('\', '/'))
    }
    if ($Name -match '^([A-Za-z]):\\(.*)$') {
        $root = [System.IO.Path]::Combine($Lab.Path, 'disks', $Lab.Me, $Matches[1].ToLowerInvariant())
        [void][System.IO.Directory]::CreateDirectory($root)
        return [System.IO.Path]::Combine($root, $Matches[2].Replace('\', '/'))
    }
    if ([System.IO.Path]::IsPathRooted($Name)) {
        if ($Name.StartsWith([System.IO.Path]::Combine($Lab.Path, 'share'), 'Ordinal')) { Assert-LabShare $Lab $Name }
        return $Name
    }
    return Resolve-LabFile $Lab "c:\$Name"
}

function Assert-LabShare($Lab, [string]$Name) {
    if (Test-LabFault $Lab 'share-unreachable') { Stop-LabCmdlet $Lab.Cmdlet "$(Get-LabText $Lab 'networkPath') : '$Name'" 'System.IO.IOException' 'ReadError' ([System.IO.IOException]::new((Get-LabText $Lab 'networkPath'))) }
}

# A new file. The faults of backups are here: nothing written, cut off, no space left.
function Save-LabExport($Lab, [string]$Name, [byte[]]$Bytes) {
    $path = Resolve-LabFile $Lab $Name
    if (-not [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($path))) {
        $text = (Get-LabText $Lab 'pathNotFound') -f $Name
        Stop-LabCmdlet $Lab.Cmdlet $text 'System.IO.DirectoryNotFoundException' 'ObjectNotFound' ([System.IO.DirectoryNotFoundException]::new($text))
    }
    if (Test-LabFault $Lab 'share-full') {
        [System.IO.File]::WriteAllBytes($path, [byte[]]@())
        $text = Get-LabText $Lab 'diskFull'
        Stop-LabCmdlet $Lab.Cmdlet $text 'System.IO.IOException' 'WriteError' ([System.IO.IOException]::new($text))
    }
    if (Test-LabFault $Lab 'share-read-only') {
        $text = "$(Get-LabText $Lab 'accessDenied') : '$Name'"
        Stop-LabCmdlet $Lab.Cmdlet $text 'System.UnauthorizedAccessException' 'PermissionDenied' ([System.UnauthorizedAccessException]::new($text))
    }
    if ((Test-LabFault $Lab 'share-fills-up') -and @([System.IO.Directory]::GetFiles([System.IO.Path]::GetDirectoryName($path), '*.zip')).Count -gt 0) {
        [System.IO.File]::WriteAllBytes($path, [byte[]]$Bytes[0..9])
        $text = Get-LabText $Lab 'diskFull'
        Stop-LabCmdlet $Lab.Cmdlet $text 'System.IO.IOException' 'WriteError' ([System.IO.IOException]::new($text))
    }
    if (Test-LabFault $Lab 'export-empty') { $Bytes = [byte[]]@() }
    if (Test-LabFault $Lab 'export-truncated') { $Bytes = [byte[]]$Bytes[0..[int]($Bytes.Length * 0.6)] }
    [System.IO.File]::WriteAllBytes($path, $Bytes)
}

function Read-LabImport($Lab, [string]$Name) {
    $path = Resolve-LabFile $Lab $Name
    if (-not [System.IO.File]::Exists($path)) { Stop-LabCmdlet $Lab.Cmdlet "Could not find file '$Name'." 'System.IO.FileNotFoundException' 'ObjectNotFound' ([System.IO.FileNotFoundException]::new("Could not find file '$Name'.")) }
    return , [System.IO.File]::ReadAllBytes($path)
}

# The product refuses to write over an existing file (certain for LIS and RGS; assumed for the configuration).
function Assert-LabNewFile($Lab, [string]$Name) {
    if ([System.IO.File]::Exists((Resolve-LabFile $Lab $Name))) { Stop-LabCmdlet $Lab.Cmdlet "The file '$Name' already exists." 'System.IO.IOException' 'ResourceExists' ([System.IO.IOException]::new("The file '$Name' already exists.")) }
}

function New-LabZip($Entries) {
    $memory = [System.IO.MemoryStream]::new()
    $zip = [System.IO.Compression.ZipArchive]::new($memory, 'Create', $true)
    foreach ($name in @($Entries.Keys)) {
        $stream = $zip.CreateEntry($name).Open()
        $bytes = [System.Text.Encoding]::UTF8.GetBytes([string]$Entries[$name])
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Dispose()
    }
    $zip.Dispose()
    return , $memory.ToArray()
}

# One entry of an export as XML; a file that is no export is refused (text invented).
function Read-LabZip($Lab, [byte[]]$Bytes, [string]$Entry) {
    try {
        $zip = [System.IO.Compression.ZipArchive]::new([System.IO.MemoryStream]::new($Bytes), 'Read')
        $reader = [System.IO.StreamReader]::new($zip.GetEntry($Entry).Open())
        return [System.Xml.Linq.XElement]::Parse($reader.ReadToEnd())
    } catch {
        Stop-LabCmdlet $Lab.Cmdlet "The data is not a valid export: $($_.Exception.Message)" 'InvalidExport' 'InvalidData'
    }
}
