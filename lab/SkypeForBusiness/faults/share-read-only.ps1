@{
    Name = 'share-read-only'
    Title = 'The share may be read and not be written: every export is refused'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'probe.shareWritable' $false }
    Expect = [ordered]@{}
}
