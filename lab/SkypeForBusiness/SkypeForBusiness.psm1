# A lab that imitates the SkypeForBusiness module over a small world on disk. It is NOT Microsoft's module.
# One file per cmdlet, per fault and per profile; faults and profiles are read only when used.
$script:LabRoot = $PSScriptRoot
foreach ($folder in 'core', 'cmdlets') {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) { . $file }
}
Export-ModuleMember -Function *
