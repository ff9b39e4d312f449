from osteo_hl7v2.program import main

main()
